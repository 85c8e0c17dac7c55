#pragma once
#include <gradus/layers/module.h>

#include <functional>
#include <string>

namespace gradus::nn {

/// Runs a computation and looks at the result of every operation: slow, for the moment when a loss
/// turned out to be NaN or infinite. Says in which operation the first NaN arose, and which result
/// was infinite before that: "nan first arose in mul ([2, 10]), after log gave an infinity ([2,
/// 10])"; without a NaN, only where the first infinity arose; "" where everything is finite.
/// @param model its buffers (running statistics, say) are afterwards as before
/// @param compute what is run; operations count that a gradient flows through
std::string first_not_finite(Module& model, const std::function<Tensor()>& compute);

}  // namespace gradus::nn
