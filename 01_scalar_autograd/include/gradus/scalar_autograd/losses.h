#pragma once
#include <gradus/scalar_autograd/operators.h>

#include <vector>

namespace gradus::scalar {

/// The max-margin (hinge) loss: the mean over the samples of max(0, 1 - label * score). A sample
/// costs nothing once its score is on the right side of 0 by a margin of 1.
/// @param scores one a sample
/// @param labels one a sample, -1 or 1
/// @throws Error if there are not as many scores as labels, or none
template <class Scalar>
Scalar hinge_loss(const std::vector<Scalar>& scores, const std::vector<double>& labels) {
  if (scores.size() != labels.size() || scores.empty())
    fail("hinge_loss: ", scores.size(), " scores for ", labels.size(), " labels");
  // exercise: two-moons/hinge-loss
  //| Return the formula above.
  Scalar sum = 0.0;
  for (std::size_t i = 0; i < scores.size(); ++i) sum += relu(1 - labels[i] * scores[i]);
  return sum / static_cast<double>(scores.size());
  // end exercise
}

/// The price of large parameters: strength * sum of p^2 (weight decay, ridge, "L2").
template <class Scalar>
Scalar l2_penalty(const std::vector<Scalar>& parameters, double strength) {
  // exercise: two-moons/l2-penalty
  //| Return the formula above, so that its gradient reaches the parameters.
  Scalar sum = 0.0;
  for (const Scalar& p : parameters) sum += p * p;
  return strength * sum;
  // end exercise
}

/// The share of samples whose score has the sign of the label; 0 has none. `scores` and `labels` as
/// for hinge_loss().
template <class Scalar>
double accuracy(const std::vector<Scalar>& scores, const std::vector<double>& labels) {
  std::size_t right = 0;
  // exercise: two-moons/accuracy
  //| Count into `right` the samples that are on the right side. It needs no gradient.
  for (std::size_t i = 0; i < scores.size(); ++i) right += scores[i].data() * labels[i] > 0;
  // end exercise
  return static_cast<double>(right) / static_cast<double>(scores.size());
}

}  // namespace gradus::scalar
