#pragma once
// Rows to be added and normalised, for the capstone's tests.
#include <gradus/common/random.h>
#include <gradus/gpu/residual_norm.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "device_numbers.h"

namespace gradus::testing {

/// The numbers of one call.
struct ResidualNorm {
  int rows, columns;
  float epsilon = 1e-5f;
  std::vector<float> x, residual, gain, bias;

  /// Random numbers, `offset` away from 0.
  ResidualNorm(int row_count, int column_count, double offset = 0)
      : rows(row_count), columns(column_count) {
    const RandomStream random(1, "residual norm");
    std::uint64_t next = 0;
    const auto fill = [&](std::vector<float>& values, int count, double middle) {
      for (int i = 0; i < count; ++i)
        values.push_back(static_cast<float>(middle + 2 * random.uniform(next++) - 1));
    };
    fill(x, rows * columns, offset);
    fill(residual, rows * columns, 0);
    fill(gain, columns, 0);
    fill(bias, columns, 0);
  }

  /// What shall come, by the formula, in float64.
  std::vector<double> expected() const { return by({}); }

  /// Ways to be wrong.
  struct Wrong {
    bool without_residual = false, epsilon_outside = false, one_less = false, gain_of_row = false;
  };
  std::vector<double> by(const Wrong& wrong) const {
    std::vector<double> out, s(columns);
    for (int r = 0; r < rows; ++r) {
      double mean = 0, variance = 0;
      for (int c = 0; c < columns; ++c) {
        const int i = r * columns + c;
        s[c] = double{x[i]} + (wrong.without_residual ? 0 : residual[i]);
        mean += s[c] / columns;
      }
      for (const double value : s) variance += (value - mean) * (value - mean);
      variance /= columns - (wrong.one_less && columns > 1);
      const double spread = wrong.epsilon_outside ? std::sqrt(variance) + double{epsilon}
                                                  : std::sqrt(variance + double{epsilon});
      for (int c = 0; c < columns; ++c) {
        const int at = wrong.gain_of_row ? r % columns : c;
        out.push_back(double{gain[at]} * (s[c] - mean) / spread + double{bias[c]});
      }
    }
    return out;
  }

  /// What the kernel makes of it, and what the device complained of.
  struct Answer {
    std::vector<float> values;
    std::string trouble;
  };
  Answer run() const {
    const DeviceNumbers<float> on_gpu_x(x), on_gpu_residual(residual), on_gpu_gain(gain),
        on_gpu_bias(bias), out(x.size());
    Answer answer;
    answer.trouble = trouble([&] {
      cuda::residual_norm(on_gpu_x, on_gpu_residual, on_gpu_gain, on_gpu_bias, out, rows, columns,
                          epsilon);
    });
    answer.values = out.values();
    return answer;
  }

  std::string title() const { return std::to_string(rows) + " rows of " + std::to_string(columns); }
};

}  // namespace gradus::testing
