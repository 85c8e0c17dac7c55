#include <gradus/cnn/image_operations.h>
#include <gradus/common/error.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gradus::data {
namespace {

struct Turn {
  double cos, sin;
};

// Exact for multiples of 90 degrees, where std::cos(pi / 2) is 6e-17 and not 0.
Turn turn(double degrees) {
  const double quarters = degrees / 90, whole = std::nearbyint(quarters);
  if (quarters == whole) {
    const int quadrant = static_cast<int>(std::fmod(std::fmod(whole, 4) + 4, 4));
    constexpr Turn kTurns[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    return kTurns[quadrant];
  }
  const double angle = degrees * std::numbers::pi / 180;
  return {std::cos(angle), std::sin(angle)};
}

}  // namespace

void shift(const float* from, float* to, const ImageSize& size, Index down, Index right,
           float fill) {
  const Index height = size.height, width = size.width;
  for (Index channel = 0; channel < size.channels; ++channel) {
    // exercise: augmentation/shift
    //| One channel: `from` and `to` are its height x width numbers, row by row. to[y, x] is from[y - down, x - right],
    //| or `fill` where there is no such pixel.
    for (Index y = 0; y < height; ++y)
      for (Index x = 0; x < width; ++x) {
        const Index row = y - down, column = x - right;
        const bool inside = row >= 0 && row < height && column >= 0 && column < width;
        to[y * width + x] = inside ? from[row * width + column] : fill;
      }
    // end exercise
    from += height * width;
    to += height * width;
  }
}

void mirror(const float* from, float* to, const ImageSize& size) {
  const Index height = size.height, width = size.width;
  for (Index channel = 0; channel < size.channels; ++channel) {
    // exercise: augmentation/mirror
    //| One channel: `from` and `to` are its height x width numbers, row by row. What was left is right.
    for (Index y = 0; y < height; ++y)
      for (Index x = 0; x < width; ++x) to[y * width + x] = from[y * width + width - 1 - x];
    // end exercise
    from += height * width;
    to += height * width;
  }
}

AffineMap AffineMap::of(double degrees, double scale, double shear, double down, double right) {
  const auto [cos, sin] = turn(degrees);
  const double lean = -std::tan(shear * std::numbers::pi / 180);  // x moves by lean y
  return {{{scale * (cos - sin * lean), scale * -sin}, {scale * (sin + cos * lean), scale * cos}},
          {down, right}};
}

AffineMap AffineMap::inverse() const {
  const auto& [top, bottom] = matrix;
  const double determinant = top[0] * bottom[1] - top[1] * bottom[0];
  if (determinant == 0 || !std::isfinite(determinant))
    fail("affine map: the matrix [[", top[0], ", ", top[1], "], [", bottom[0], ", ", bottom[1],
         "]] has no inverse");
  AffineMap back;
  back.matrix[0][0] = bottom[1] / determinant;
  back.matrix[0][1] = -top[1] / determinant;
  back.matrix[1][0] = -bottom[0] / determinant;
  back.matrix[1][1] = top[0] / determinant;
  const auto [y, x] = back(offset[0], offset[1]);
  back.offset[0] = -y;
  back.offset[1] = -x;
  return back;
}

float bilinear(const float* plane, const ImageSize& size, double y, double x, float fill) {
  const double row = std::floor(y), column = std::floor(x);
  // Also false for NaN, and where a whole number would be too large for an Index.
  if (!(row >= -1 && row < static_cast<double>(size.height) && column >= -1 &&
        column < static_cast<double>(size.width)))
    return fill;
  const Index i = static_cast<Index>(row), j = static_cast<Index>(column);
  const double a = y - row, b = x - column;
  const auto pixel = [&](Index r, Index c) -> double {
    const bool inside = r >= 0 && r < size.height && c >= 0 && c < size.width;
    return inside ? plane[r * size.width + c] : fill;
  };
  return static_cast<float>((1 - a) * ((1 - b) * pixel(i, j) + b * pixel(i, j + 1)) +
                            a * ((1 - b) * pixel(i + 1, j) + b * pixel(i + 1, j + 1)));
}

void warp(const float* from, float* to, const ImageSize& size, const AffineMap& motion,
          float fill) {
  const AffineMap back = motion.inverse();
  const Index height = size.height, width = size.width, area = height * width;
  const double middle_y = static_cast<double>(height - 1) / 2;
  const double middle_x = static_cast<double>(width - 1) / 2;
  for (Index y = 0; y < height; ++y)
    for (Index x = 0; x < width; ++x) {
      // exercise: augmentation/warp
      //| Pixel (y, x) of every channel of `to` (channel c begins at c * area): where in `from` did it come from?
      //| motion(p) is where p goes, back(p) where it came from, both for a p measured from the middle of the image.
      //| bilinear(plane, size, y, x, fill) reads between the pixels of one channel.
      const auto p = back(static_cast<double>(y) - middle_y, static_cast<double>(x) - middle_x);
      for (Index c = 0; c < size.channels; ++c)
        to[c * area + y * width + x] =
            bilinear(from + c * area, size, p.y + middle_y, p.x + middle_x, fill);
      // end exercise
    }
}

void cut_out(float* image, const ImageSize& size, Index row, Index column, Index length,
             float fill) {
  for (Index c = 0; c < size.channels; ++c) {
    float* plane = image + c * size.height * size.width;
    const Index top = row - length / 2, left = column - length / 2;
    // exercise: augmentation/cut-out
    //| Overwrite the pixels of the square whose first row is `top` and whose first column is `left`, `length` of each,
    //| with `fill`. The square may stick out of the image on any side.
    const Index bottom = std::min(top + length, size.height);
    const Index right = std::min(left + length, size.width);
    for (Index y = std::max<Index>(top, 0); y < bottom; ++y)
      for (Index x = std::max<Index>(left, 0); x < right; ++x) plane[y * size.width + x] = fill;
    // end exercise
  }
}

}  // namespace gradus::data
