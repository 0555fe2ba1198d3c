// What is told of many measurements of one thing, in a line that the scripts read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

using Nanoseconds = std::int64_t;

/// The time that only goes forward, of CLOCK_MONOTONIC.
Nanoseconds now();

/// The value below which that part (0 to 1) of the values lies. The values are sorted; none is 0.
double quantile(const std::vector<double>& sorted, double part);

/// Prints MEASURE, NAME, the median, the quarters below and above it, the 99th percentile, the greatest
/// value and how many there were, with tabs between; dashes where there is none.
void print_figures(const std::string& measure, const std::string& name, std::vector<double> values);

/// Prints MEASURE, NAME and one number, with tabs between.
void print_figure(const std::string& measure, const std::string& name, double value);

}  // namespace bench
