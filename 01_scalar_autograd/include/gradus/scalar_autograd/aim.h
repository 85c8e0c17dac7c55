#pragma once
#include <array>

namespace gradus::scalar {

/// A ball is thrown from (0, 0) and flies through moving air.
struct Shot {
  double target_x;  ///< where it shall be at the end, in metres
  double target_y;  ///< y is up
  int steps;        ///< how long it flies, in steps of 0.01 s
  double drag;      ///< the strength of the air's drag, in 1/m
  double wind;      ///< the air's velocity along x, in m/s
};

/// The velocity (x, y) in m/s with which the ball must be thrown to be within 1 mm of the target at
/// the end. In each step of dt = 0.01 s, with v its velocity and r = v - (wind, 0) the same as seen
/// from the air,
///
///     acceleration = (0, -9.81) - drag * |r| * r
///     v            <- v + dt * acceleration
///     position     <- position + dt * v
///
/// There is no formula for the answer. But the flight is a computation, and you can differentiate
/// those: fly, see how far off the ball is, and improve the throw.
std::array<double, 2> aim(const Shot& shot);

}  // namespace gradus::scalar
