// The lines that probe prints.
#pragma once

#include "base/text.h"
#include "probe/report.h"

namespace probe {

/// Opens closed standard descriptors, so that no connection gets a number to which lines are written. Nothing
/// can be written to what it opens.
void fill_standard_descriptors();

/// Where lines are printed to.
class Output {
 public:
  /// Prints to a descriptor; nowhere if it is negative.
  explicit constexpr Output(int descriptor) : descriptor_(descriptor) {}

  /// Prints a line if LineBudget has room for it. The last one must be under 300 bytes.
  void print(base::Text& line, bool is_last);

 private:
  int descriptor_;
  LineBudget budget_;
};

}  // namespace probe
