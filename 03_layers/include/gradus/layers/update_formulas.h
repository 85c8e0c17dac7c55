#pragma once
#include <gradus/common/error.h>

#include <algorithm>
#include <cmath>

/// What optimizers do to one element, each formula once: the CPU's loops apply it, and so can the
/// kernels of any other device that compiles C++.
namespace gradus::formulas {

/// Gradient descent with momentum.
/// Source: PyTorch's SGD; Nesterov's variant as in Sutskever et al. 2013.
template <class T>
struct SgdUpdate {
  T lr, momentum;  ///< the settings of optim::SGD
  T share;         ///< how much of the gradient goes into the velocity: 1 - dampening, mostly 1
  T weight_decay;  ///< as the first two
  bool nesterov;   ///< likewise

  /// @param p the parameter, changed
  /// @param g its gradient
  /// @param velocity changed; not used without momentum
  constexpr void operator()(T& p, T g, T& velocity) const {
    // exercise: optimizers/sgd
    //| L2 regularisation adds weight_decay p to the gradient. The velocity becomes momentum times itself plus share
    //| times the gradient. The parameter goes lr against the velocity; with nesterov, against gradient + momentum *
    //| velocity.
    g += weight_decay * p;
    velocity = momentum * velocity + share * g;
    p -= lr * (nesterov ? g + momentum * velocity : velocity);
    // end exercise
  }
};

/// RMSprop (Tieleman, Hinton 2012), with the additions of PyTorch's.
template <class T>
struct RmspropUpdate {
  T lr, alpha, epsilon, momentum, weight_decay;  ///< the settings of optim::RMSprop
  bool centered;                                 ///< likewise

  /// @param p the parameter, changed
  /// @param g its gradient
  /// @param square running mean of the squared gradient, changed
  /// @param mean running mean of the gradient, changed; not used unless centered
  /// @param velocity changed; not used without momentum
  constexpr void operator()(T& p, T g, T& square, T& mean, T& velocity) const {
    // exercise: optimizers/rmsprop
    //| Weight decay is added to the gradient, as in SGD. `square` moves towards g^2 by the part 1 - alpha; with `centered`
    //| the mean moves towards g in the same way, and variance is square - mean^2 (not below 0, where rounding may take
    //| it), else it is `square` itself. What goes into the velocity, which otherwise is SGD's, is g / (sqrt(variance) +
    //| epsilon).
    g += weight_decay * p;
    square = alpha * square + (1 - alpha) * g * g;
    T variance = square;
    if (centered) {
      mean = alpha * mean + (1 - alpha) * g;
      variance = std::max(T(0), square - mean * mean);
    }
    velocity = momentum * velocity + g / (std::sqrt(variance) + epsilon);
    p -= lr * velocity;
    // end exercise
  }
};

/// Adam (Kingma, Ba 2015) and AdamW (Loshchilov, Hutter 2019).
template <class T>
struct AdamUpdate {
  T lr, beta1, beta2, epsilon, weight_decay;  ///< the settings of optim::Adam
  T m_scale;                                  ///< 1 / (1 - beta1^t) in step t = 1, 2, ...
  T root_v_scale;                             ///< 1 / sqrt(1 - beta2^t)
  bool decoupled;                             ///< weight decay as in AdamW

  /// @param p the parameter, changed
  /// @param g its gradient
  /// @param m running mean of the gradient, changed
  /// @param v running mean of the squared gradient, changed
  constexpr void operator()(T& p, T g, T& m, T& v) const {
    // exercise: optimizers/adam
    //| Adam adds weight_decay p to the gradient; AdamW (decoupled) leaves the gradient alone and shrinks the parameter
    //| itself by the factor 1 - lr weight_decay. m and v move towards g and g^2: by the part 1 - beta1 and 1 - beta2.
    //| Then p goes against m / (sqrt(v) + epsilon) by lr. m and v began at 0 and are too small at first: m counts
    //| m_scale times, sqrt(v) root_v_scale times.
    if (decoupled)
      p *= 1 - lr * weight_decay;
    else
      g += weight_decay * p;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    p -= lr * m_scale * m / (std::sqrt(v) * root_v_scale + epsilon);
    // end exercise
  }
};

/// What Adam's m and sqrt(v) are multiplied by in one step.
struct AdamCorrection {
  double m_scale = 1, root_v_scale = 1;  ///< as in AdamUpdate
};

/// The corrections of step t = 1, 2, ...; `beta1` and `beta2` are Adam's.
inline AdamCorrection adam_correction(double beta1, double beta2, double t) {
  AdamCorrection result;
  // exercise: optimizers/bias-correction
  //| m and v began at 0: after t steps, m is the mean of the gradients times 1 - beta1^t, v that of their squares times
  //| 1 - beta2^t. Set result.m_scale, the factor that undoes that for m, and result.root_v_scale, that for sqrt(v).
  result.m_scale = 1 / (1 - std::pow(beta1, t));
  result.root_v_scale = 1 / std::sqrt(1 - std::pow(beta2, t));
  // end exercise
  return result;
}

}  // namespace gradus::formulas
