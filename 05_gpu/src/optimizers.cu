// The optimizers of chapter 03: all parameters of a group in one launch.
#include <gradus/common/error.h>
#include <gradus/gpu/optimizers.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/rmsprop.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/update_formulas.h>

#include "optimizers.cuh"
#include "update_all.cuh"

namespace gradus::cuda {
namespace {

// What all optimizers have in common: parameter, gradient, settings, then what is remembered.
template <int N>
struct OptimizerRule {
  static constexpr int kArrays = N, kReadOnly = 1;
  static const double* settings(const KernelCall& call) { return call.in(2).data<double>(); }
  static void arrays(const KernelCall& call, Array (&arrays)[N]) {
    arrays[0] = call.out(0);
    arrays[1] = call.in(1);
    for (int n = 2; n < N; ++n) arrays[n] = call.out(n - 1);
  }
};

// [sgd]
template <class T, bool Momentum>
struct SgdRule : OptimizerRule<Momentum ? 3 : 2> {
  SgdAttributes fixed;

  __device__ formulas::SgdUpdate<T> make(const double* settings) const {
    return {static_cast<T>(settings[0]), static_cast<T>(fixed.momentum),
            static_cast<T>(settings[1]), static_cast<T>(fixed.weight_decay), fixed.nesterov};
  }
  __device__ void apply(const formulas::SgdUpdate<T>& update, T* value) const {
    T unused = 0;
    update(value[0], value[1], Momentum ? value[2] : unused);
  }
};
// [sgd]

template <class T>
struct AdamRule : OptimizerRule<4> {
  AdamAttributes fixed;

  __device__ formulas::AdamUpdate<T> make(const double* settings) const {
    formulas::AdamUpdate<T> update;
    // exercise: fused-optimizers/adam-settings
    //| The members of formulas::AdamUpdate: lr, m_scale and root_v_scale are settings[0] to settings[2], which change from
    //| step to step; the others are those of `fixed`. All are T there.
    update.lr = static_cast<T>(settings[0]);
    update.beta1 = static_cast<T>(fixed.beta1);
    update.beta2 = static_cast<T>(fixed.beta2);
    update.epsilon = static_cast<T>(fixed.epsilon);
    update.weight_decay = static_cast<T>(fixed.weight_decay);
    update.m_scale = static_cast<T>(settings[1]);
    update.root_v_scale = static_cast<T>(settings[2]);
    update.decoupled = fixed.decoupled;
    // end exercise
    return update;
  }
  __device__ void apply(const formulas::AdamUpdate<T>& update, T* value) const {
    update(value[0], value[1], value[2], value[3]);
  }
};

// RMSprop's memory holds one to three parts, each like the parameter.
template <class T, bool Centered, bool Moving>
struct RmspropRule : OptimizerRule<3 + Centered + Moving> {
  RmspropAttributes fixed;

  static void arrays(const KernelCall& call, Array (&arrays)[3 + Centered + Moving]) {
    arrays[0] = call.out(0);
    arrays[1] = call.in(1);
    const Array& memory = call.out(1);
    for (int n = 2; n < 3 + Centered + Moving; ++n)
      arrays[n] = memory.with(views::select(memory.layout, 0, n - 2));
  }
  __device__ formulas::RmspropUpdate<T> make(const double* settings) const {
    return {static_cast<T>(settings[0]),        static_cast<T>(fixed.alpha),
            static_cast<T>(fixed.epsilon),      static_cast<T>(fixed.momentum),
            static_cast<T>(fixed.weight_decay), fixed.centered};
  }
  __device__ void apply(const formulas::RmspropUpdate<T>& update, T* value) const {
    T no_mean = 0, no_velocity = 0;
    update(value[0], value[1], value[2], Centered ? value[3] : no_mean,
           Moving ? value[3 + Centered] : no_velocity);
  }
};

template <class T>
void sgd_all(std::span<const KernelCall> calls) {
  const auto& fixed = calls[0].attributes.as<SgdAttributes>();
  // All have the same attributes, but without momentum none has a velocity.
  if (calls[0].inputs.size() == 3)
    run_updates<T>("sgd_step", SgdRule<T, false>{{}, fixed}, calls);
  else
    run_updates<T>("sgd_step", SgdRule<T, true>{{}, fixed}, calls);
}

template <class T>
void adam_all(std::span<const KernelCall> calls) {
  run_updates<T>("adam_step", AdamRule<T>{{}, calls[0].attributes.as<AdamAttributes>()}, calls);
}

template <class T>
void rmsprop_all(std::span<const KernelCall> calls) {
  const auto& fixed = calls[0].attributes.as<RmspropAttributes>();
  const char* name = "rmsprop_step";
  if (fixed.centered && fixed.momentum > 0)
    run_updates<T>(name, RmspropRule<T, true, true>{{}, fixed}, calls);
  else if (fixed.centered)
    run_updates<T>(name, RmspropRule<T, true, false>{{}, fixed}, calls);
  else if (fixed.momentum > 0)
    run_updates<T>(name, RmspropRule<T, false, true>{{}, fixed}, calls);
  else
    run_updates<T>(name, RmspropRule<T, false, false>{{}, fixed}, calls);
}

template <class T>
void add_optimizers() {
  add_many<sgd_all<T>>(ops::sgd_step, dtype_of<T>);
  add_many<adam_all<T>>(ops::adam_step, dtype_of<T>);
  add_many<rmsprop_all<T>>(ops::rmsprop_step, dtype_of<T>);
}

}  // namespace

void register_optimizers() {
  static const bool done = [] {
    add_optimizers<float>();
    add_optimizers<double>();
    register_clipping();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace gradus::cuda
