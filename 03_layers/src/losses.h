#pragma once
#include <gradus/layers/losses.h>

#include <optional>

namespace gradus::nn {

// What the losses share (more_losses.cpp).

void check_same(const char* name, const Tensor& input, const Tensor& target);
Tensor difference(const char* name, const Tensor& input, const Tensor& target);
// Their mean, sum, or themselves. `total` stands in for their number where they have weights.
Tensor reduced(const Tensor& losses, Reduction reduction, const Tensor& total = {});

// Rows of scores, checked, with one right class each.
struct LabelledRows {
  LabelledRows(const char* name, const Tensor& scores, const Tensor& row_labels,
               const Tensor& class_weight, std::optional<Index> ignore_index = {});
  Tensor counted;  // [N], bool: which rows count
  Tensor labels;   // [N], int64; 0 where a row does not count
  Tensor weight;   // [N]: that of the label's class; 0 where a row does not count
};

}  // namespace gradus::nn
