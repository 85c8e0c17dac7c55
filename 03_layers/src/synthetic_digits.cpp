#include <gradus/common/random.h>
#include <gradus/common/threads.h>
#include <gradus/layers/synthetic_digits.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace gradus::data {
namespace {

constexpr Index kSize = 28;

struct Point {
  double x, y;
};
Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
Point operator*(double a, Point b) { return {a * b.x, a * b.y}; }
double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }

// A stroke passes smoothly through its points, or goes straight from one to the next. x grows to
// the right, y downward; a digit fills the box from 0 to 1.
struct Stroke {
  bool smooth;
  std::vector<Point> points;
};
using Glyph = std::vector<Stroke>;

// Several people write a digit in several ways.
const std::vector<std::vector<Glyph>>& glyphs() {
  static const std::vector<std::vector<Glyph>> all = {
      {{{true,
         {{.55, .02},
          {.25, .15},
          {.14, .5},
          {.28, .87},
          {.53, .98},
          {.78, .83},
          {.87, .48},
          {.74, .13},
          {.5, .03}}}}},
      {{{false, {{.55, .02}, {.48, .98}}}}, {{false, {{.34, .22}, {.56, .03}, {.52, .98}}}}},
      {{{true, {{.2, .27}, {.32, .08}, {.58, .03}, {.76, .2}, {.66, .48}, {.4, .74}, {.16, .95}}},
        {false, {{.16, .95}, {.86, .92}}}},
       {{true,
         {{.2, .25},
          {.45, .03},
          {.75, .18},
          {.68, .48},
          {.36, .84},
          {.2, .92},
          {.2, .78},
          {.42, .82},
          {.88, .93}}}}},
      {{{true, {{.2, .14}, {.48, .02}, {.76, .18}, {.66, .4}, {.42, .47}}},
        {true, {{.42, .47}, {.74, .54}, {.82, .76}, {.55, .97}, {.17, .88}}}}},
      {{{false, {{.3, .05}, {.16, .56}, {.84, .52}}}, {false, {{.7, .2}, {.6, .98}}}},
       {{false, {{.62, .03}, {.14, .64}, {.88, .62}}}, {false, {{.63, .03}, {.62, .98}}}}},
      {{{false, {{.8, .05}, {.34, .06}, {.28, .44}}},
        {true, {{.28, .44}, {.56, .38}, {.8, .6}, {.66, .9}, {.38, .97}, {.16, .86}}}}},
      {{{true,
         {{.66, .02},
          {.36, .28},
          {.2, .64},
          {.34, .94},
          {.64, .94},
          {.78, .72},
          {.6, .54},
          {.36, .6},
          {.24, .76}}}}},
      {{{false, {{.14, .1}, {.84, .06}, {.42, .98}}}},
       {{false, {{.14, .1}, {.84, .06}, {.42, .98}}}, {false, {{.34, .52}, {.8, .5}}}}},
      {{{true,
         {{.74, .14},
          {.46, .03},
          {.24, .2},
          {.44, .44},
          {.72, .68},
          {.6, .95},
          {.34, .95},
          {.24, .72},
          {.52, .46},
          {.76, .22},
          {.72, .12}}}}},
      {{{true, {{.74, .24}, {.54, .04}, {.28, .16}, {.26, .42}, {.52, .5}, {.72, .3}, {.75, .18}}},
        {true, {{.75, .18}, {.72, .5}, {.62, .98}}}},
       {{true, {{.74, .24}, {.54, .04}, {.28, .16}, {.26, .42}, {.52, .5}, {.72, .3}, {.75, .18}}},
        {true, {{.75, .18}, {.74, .6}, {.6, .92}, {.3, .94}}}}}};
  return all;
}

// Short straight pieces along a stroke: a Catmull-Rom spline where it is smooth.
std::vector<Point> trace(const Stroke& stroke) {
  if (!stroke.smooth) return stroke.points;
  constexpr int kPieces = 6;
  const std::vector<Point>& p = stroke.points;
  std::vector<Point> path{p[0]};
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    const Point a = i > 0 ? p[i - 1] : p[i], b = p[i], c = p[i + 1];
    const Point d = i + 2 < p.size() ? p[i + 2] : c;
    for (int k = 1; k <= kPieces; ++k) {
      const double t = static_cast<double>(k) / kPieces;
      path.push_back(0.5 * (2 * b + t * (c - a) + (t * t) * (2 * a - 5 * b + 4 * c - d) +
                            (t * t * t) * (3 * b - a - 3 * c + d)));
    }
  }
  return path;
}

double distance(Point p, Point from, Point to) {
  const Point way = to - from;
  const double length = dot(way, way);
  const double t = length > 0 ? std::clamp(dot(p - from, way) / length, 0.0, 1.0) : 0;
  const Point rest = p - (from + t * way);
  return std::sqrt(dot(rest, rest));
}

// Draws random numbers one after the other from a digit's own stream.
class Dice {
 public:
  Dice(std::uint64_t seed, Index index)
      : stream_(seed, "synthetic digits", static_cast<std::uint64_t>(index)) {}
  double uniform(double low, double high) {
    return low + (high - low) * stream_.uniform64(next_++);
  }
  double normal(double stddev) {
    next_ += next_ % 2;  // a normal number takes two
    next_ += 2;
    return stddev * stream_.normal(next_ - 2);
  }
  std::size_t below(std::size_t bound) { return stream_.below(next_++, bound); }

 private:
  RandomStream stream_;
  std::uint64_t next_ = 0;
};

// Draws digit `index` and gives its label.
std::uint8_t draw(std::uint64_t seed, Index index, std::uint8_t* pixels) {
  Dice dice(seed, index);
  const std::size_t label = dice.below(10);
  const std::vector<Glyph>& ways = glyphs()[label];
  const Glyph& glyph = ways[dice.below(ways.size())];

  const double height = dice.uniform(17, 21), width = height * dice.uniform(.6, .92);
  const double slant = dice.normal(.18), angle = dice.normal(.09);
  const Point centre{13.5 + dice.normal(.9), 13.5 + dice.normal(.9)};
  const double thickness = dice.uniform(.75, 1.75);
  const auto place = [&](Point p) {
    const Point box{(p.x - .5) * width, (p.y - .5) * height};
    const Point slanted{box.x - slant * box.y, box.y};
    return centre + Point{slanted.x * std::cos(angle) - slanted.y * std::sin(angle),
                          slanted.x * std::sin(angle) + slanted.y * std::cos(angle)};
  };

  std::vector<std::vector<Point>> paths;
  Point last{-1, -1}, wobbled{};
  for (Stroke stroke : glyph) {
    for (Point& p : stroke.points) {
      // Strokes that meet stay together.
      if (p.x != last.x || p.y != last.y) wobbled = p + Point{dice.normal(.028), dice.normal(.028)};
      last = p;
      p = wobbled;
    }
    std::vector<Point> path = trace(stroke);
    std::transform(path.begin(), path.end(), path.begin(), place);
    paths.push_back(std::move(path));
  }

  const double ink = dice.uniform(.85, 1);
  for (Index row = 0; row < kSize; ++row) {
    for (Index column = 0; column < kSize; ++column) {
      const Point here{static_cast<double>(column), static_cast<double>(row)};
      double nearest = 1e9;
      for (const auto& path : paths)
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
          nearest = std::min(nearest, distance(here, path[i], path[i + 1]));
      const double cover = std::clamp(thickness + .5 - nearest, 0.0, 1.0);
      const double grey = cover > 0 ? ink * cover + dice.normal(.06) * cover : 0;
      pixels[row * kSize + column] =
          static_cast<std::uint8_t>(std::lround(255 * std::clamp(grey, 0.0, 1.0)));
    }
  }
  return static_cast<std::uint8_t>(label);
}

struct Drawn {
  Array images, labels;
};

Drawn draw_all(Index count, std::uint64_t seed, Index first) {
  const Drawn drawn{Array::empty({count, kSize, kSize}, uint8), Array::empty({count}, uint8)};
  std::uint8_t *pixels = drawn.images.data<std::uint8_t>(),
               *labels = drawn.labels.data<std::uint8_t>();
  parallel_for(0, count, 16, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i)
      labels[i] = draw(seed, first + i, pixels + i * kSize * kSize);
  });
  return drawn;
}

}  // namespace

ImageDataset synthetic_digits(Index count, std::uint64_t seed, Index first) {
  Drawn drawn = draw_all(count, seed, first);
  const Normalization normalization = ImageDataset::measure(drawn.images);
  return {std::move(drawn.images), std::move(drawn.labels), 10, normalization};
}

Mnist synthetic_mnist(Index train, Index test, std::uint64_t seed) {
  ImageDataset training = synthetic_digits(train, seed);
  Drawn drawn = draw_all(test, seed, train);
  ImageDataset testing(std::move(drawn.images), std::move(drawn.labels), 10,
                       training.normalization());
  return {std::move(training), std::move(testing)};
}

}  // namespace gradus::data
