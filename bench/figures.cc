// What is told of many measurements.
#include "figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace bench {

Nanoseconds now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return Nanoseconds{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

double quantile(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  const double rank = std::ceil(part * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

void print_figures(const std::string& measure, const std::string& name, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::printf("%s\t%s", measure.c_str(), name.c_str());
  for (const double part : {0.5, 0.25, 0.75, 0.99, 1.0}) {
    if (values.empty()) {
      std::printf("\t-");
    } else {
      std::printf("\t%.6g", quantile(values, part));
    }
  }
  std::printf("\t%zu\n", values.size());
}

void print_figure(const std::string& measure, const std::string& name, double value) {
  std::printf("%s\t%s\t%.12g\n", measure.c_str(), name.c_str(), value);
}

}  // namespace bench
