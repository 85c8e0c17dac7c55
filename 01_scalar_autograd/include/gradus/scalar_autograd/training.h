#pragma once
#include <gradus/scalar_autograd/backward.h>
#include <gradus/scalar_autograd/losses.h>
#include <gradus/scalar_autograd/mlp.h>
#include <gradus/scalar_autograd/two_moons.h>

#include <vector>

namespace gradus::scalar {

/// What a training step saw, before its update.
struct StepResult {
  double loss;      ///< with the penalty
  double accuracy;  ///< the share of samples on the right side
};

/// One step of gradient descent on all samples: p <- p - rate * d(loss)/dp for each parameter p,
/// with loss = hinge_loss(scores, labels) + l2_penalty(parameters, decay).
/// @param model one that gives one score
/// @param samples points and labels
/// @param rate the learning rate
/// @param decay the strength of the L2 penalty
template <class Scalar>
StepResult train_step(const Mlp<Scalar>& model, const Samples& samples, double rate, double decay) {
  std::vector<Scalar> parameters = model.parameters();
  std::vector<Scalar> scores;
  for (const std::vector<double>& point : samples.points) scores.push_back(model(point)[0]);
  const Scalar loss = hinge_loss(scores, samples.labels) + l2_penalty(parameters, decay);
  // exercise: two-moons/update
  //| Everything is computed but the update. Parameters are leaves: remember what backward() does
  //| with their gradients from step to step. Then let each go down its slope (set_data).
  for (Scalar& p : parameters) p.set_grad(0);
  backward(loss);
  for (Scalar& p : parameters) p.set_data(p.data() - rate * p.grad());
  // end exercise
  return {loss.data(), accuracy(scores, samples.labels)};
}

}  // namespace gradus::scalar
