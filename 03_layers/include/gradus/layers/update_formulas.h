#pragma once
#include <cmath>

/// What optimizers do to one element, each formula once: the CPU's loops apply it, and so can the
/// kernels of any other device that compiles C++.
namespace gradus::formulas {

/// Gradient descent with momentum.
/// Source: PyTorch's SGD with dampening 0; Nesterov's variant as in Sutskever et al. 2013.
template <class T>
struct SgdUpdate {
  T lr, momentum, weight_decay;  ///< the settings of optim::SGD
  bool nesterov;                 ///< likewise

  /// @param p the parameter, changed
  /// @param g its gradient
  /// @param velocity changed; not used without momentum
  constexpr void operator()(T& p, T g, T& velocity) const {
    // exercise: optimizers/sgd
    //| L2 regularisation adds weight_decay p to the gradient. The velocity becomes momentum times itself plus the
    //| gradient. The parameter goes lr against the velocity; with nesterov, against gradient + momentum * velocity.
    g += weight_decay * p;
    velocity = momentum * velocity + g;
    p -= lr * (nesterov ? g + momentum * velocity : velocity);
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

}  // namespace gradus::formulas
