// One optimizer of each kind, with all that it can remember: for tests of what is remembered.
#pragma once
#include <gradus/layers/adam.h>
#include <gradus/layers/rmsprop.h>
#include <gradus/layers/sgd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gradus::testing {

/// Their names, and the optimizers, all for these parameters.
inline std::vector<std::pair<std::string, std::unique_ptr<optim::Optimizer>>> one_of_each(
    const std::vector<Tensor>& parameters) {
  std::vector<std::pair<std::string, std::unique_ptr<optim::Optimizer>>> list;
  list.emplace_back("SGD", std::make_unique<optim::SGD>(parameters, optim::SGDOptions{.lr = 0.1}));
  list.emplace_back(
      "SGD with momentum",
      std::make_unique<optim::SGD>(
          parameters,
          optim::SGDOptions{.lr = 0.1, .momentum = 0.9, .dampening = 0.5, .weight_decay = 0.1}));
  list.emplace_back("RMSprop",
                    std::make_unique<optim::RMSprop>(
                        parameters, optim::RMSpropOptions{.momentum = 0.9, .centered = true}));
  list.emplace_back("Adam", std::make_unique<optim::Adam>(parameters));
  list.emplace_back("AdamW", std::make_unique<optim::AdamW>(parameters));
  return list;
}

}  // namespace gradus::testing
