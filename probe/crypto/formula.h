// Formulas of the key exchanges as tables: a row an operation. A table takes less room than code, and is read
// as the formula is printed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace probe::crypto {

enum class Operation : std::uint8_t { plus, minus, times };

using enum Operation;

/// result = one (operation) other, each an index of a variable.
struct FormulaRow {
  std::uint8_t result;
  std::uint8_t one;
  Operation operation;
  std::uint8_t other;
};

/// Computes all rows in their order. `field` adds, subtracts and multiplies numbers.
template <class Field, class Number, std::size_t size>
constexpr void compute(const Field& field, const FormulaRow (&rows)[size], Number* variables) {
  for (const FormulaRow& row : rows) {
    const Number& one = variables[row.one];
    const Number& other = variables[row.other];
    variables[row.result] = row.operation == plus    ? field.add(one, other)
                            : row.operation == minus ? field.subtract(one, other)
                                                     : field.multiply(one, other);
  }
}

}  // namespace probe::crypto
