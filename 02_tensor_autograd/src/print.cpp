// Arrays as text. First the shown elements tell how a number is written (the widths of its parts),
// then the brackets are nested around them.
#include <gradus/tensor_autograd/print.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace gradus {
namespace {

// One number in parts: whole.fraction, or whole.fraction e exponent.
struct Parts {
  std::string whole, fraction, exponent;
};

// What to_chars writes, cut at the point and at the `e`.
template <class T, class... Format>
Parts cut(T x, Format... format) {
  std::string text(512, ' ');  // enough for the largest double without an exponent
  for (;;) {
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), x, format...);
    if (error == std::errc()) {
      text.resize(static_cast<std::size_t>(end - text.data()));
      break;
    }
    text.resize(2 * text.size());
  }
  Parts parts;
  const std::size_t e = text.find('e'), point = std::min(text.find('.'), e);
  parts.whole = text.substr(0, point);
  if (point < text.size() && text[point] == '.')
    parts.fraction = text.substr(point + 1, e - point - 1);
  if (e != std::string::npos) parts.exponent = text.substr(e + 1);
  return parts;
}

void drop_zeros(std::string& fraction) { fraction.erase(fraction.find_last_not_of('0') + 1); }

// d.ddde+xx with the fewest digits that give x again, at most `precision` of them after the point.
template <class T>
Parts scientific(T x, int precision) {
  Parts parts = cut(x, std::chars_format::scientific);
  if (static_cast<int>(parts.fraction.size()) > precision)
    parts = cut(x, std::chars_format::scientific, precision);
  drop_zeros(parts.fraction);
  return parts;
}

// The same without an exponent; of large numbers all digits before the point, also those that the
// shortest form leaves open.
template <class T>
Parts positional(T x, int precision) {
  Parts parts = cut(x, std::chars_format::scientific);
  const int exponent = std::stoi(parts.exponent);
  const int digits_after = static_cast<int>(parts.fraction.size()) - exponent;
  if (digits_after > precision || digits_after < 0) {
    parts = cut(x, std::chars_format::fixed, std::clamp(digits_after, 0, precision));
  } else {  // move the point
    const std::string sign = std::signbit(x) ? "-" : "";
    std::string digits = parts.whole.substr(sign.size()) + parts.fraction;
    if (exponent < 0) digits.insert(0, static_cast<std::size_t>(-exponent), '0');
    const auto whole = static_cast<std::size_t>(std::max(exponent, 0) + 1);
    digits.resize(std::max(digits.size(), whole), '0');
    parts = {sign + digits.substr(0, whole), digits.substr(whole), ""};
  }
  drop_zeros(parts.fraction);
  return parts;
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

// Writes numbers of one array, all alike: the points below each other.
template <class T>
class FloatFormat {
 public:
  FloatFormat(const std::vector<T>& shown, const PrintOptions& options)
      : precision_(options.precision) {
    choose_notation(shown, options.suppress);
    bool not_finite = false, minus_infinity = false;
    for (const T x : shown) {
      not_finite |= !std::isfinite(x);
      minus_infinity |= std::isinf(x) && x < 0;
      if (!std::isfinite(x)) continue;
      const Parts parts = cut_up(x);
      whole_ = std::max(whole_, parts.whole.size());
      fraction_ = std::max(fraction_, parts.fraction.size());
      exponent_ = std::max(exponent_, parts.exponent.size());
    }
    if (not_finite)
      whole_ = std::max(whole_, std::max<std::size_t>(3 + minus_infinity, behind()) - behind());
  }

  std::string operator()(T x) const {
    if (!std::isfinite(x)) {
      const std::string name = std::isnan(x) ? "nan" : x < 0 ? "-inf" : "inf";
      return spaces(whole_ + behind() - name.size()) + name;
    }
    Parts parts = cut_up(x);
    if (with_exponent_ &&
        parts.fraction.size() < fraction_)  // more digits than it needs: true ones
      parts = cut(x, std::chars_format::scientific, static_cast<int>(fraction_));
    const std::string text =
        spaces(whole_ - parts.whole.size()) + parts.whole + "." + parts.fraction;
    if (!with_exponent_) return text + spaces(fraction_ - parts.fraction.size());
    parts.exponent.insert(1, exponent_ - parts.exponent.size(), '0');
    return text + "e" + parts.exponent;
  }

 private:
  void choose_notation(const std::vector<T>& shown, bool suppress) {
    T largest = 0, smallest = 0;
    for (const T x : shown) {
      const T size = std::abs(x);
      if (!std::isfinite(x) || x == 0) continue;
      largest = std::max(largest, size);
      smallest = smallest == 0 ? size : std::min(smallest, size);
    }
    const bool small = smallest < T(0.0001) || largest / smallest > T(1000);
    const T large = std::numeric_limits<T>::digits10 < 8 ? T(1e6) : T(1e8);
    with_exponent_ = largest >= large || (largest > 0 && small && !suppress);
  }
  Parts cut_up(T x) const {
    return with_exponent_ ? scientific(x, precision_) : positional(x, precision_);
  }
  // How many characters the point and what follows it take.
  std::size_t behind() const { return 1 + fraction_ + (with_exponent_ ? 1 + exponent_ : 0); }

  int precision_;
  bool with_exponent_ = false;
  std::size_t whole_ = 0, fraction_ = 0, exponent_ = 0;
};

// Whole numbers and truth values: right-aligned.
template <class T>
class WholeFormat {
 public:
  explicit WholeFormat(const std::vector<T>& shown, bool single) {
    for (const T x : shown) width_ = std::max(width_, written(x).size());
    if (std::is_same_v<T, bool> && !single) width_ = 5;  // " True" is as long as "False"
  }
  std::string operator()(T x) const {
    const std::string text = written(x);
    return spaces(width_ - text.size()) + text;
  }

 private:
  static std::string written(T x) {
    if constexpr (std::is_same_v<T, bool>) return x ? "True" : "False";
    return std::to_string(x);
  }
  std::size_t width_ = 0;
};

// Nests the brackets.
struct Brackets {
  const Shape& shape;
  const PrintOptions& options;
  bool shorten;
  const std::function<std::string(const Dims& index)>& word;

  // Whether an axis is so long that its middle is left out.
  bool shortened(int axis) const { return shorten && shape[axis] > 2 * options.edgeitems; }

  // Calls body(i) for the indices along an axis that are shown, gap() between both ends.
  void for_each(int axis, const std::function<void(Index)>& body,
                const std::function<void()>& gap) const {
    const Index size = shape[axis];
    for (Index i = 0; i < size; ++i) {
      if (shortened(axis) && i == options.edgeitems) {
        gap();
        i = size - options.edgeitems;
      }
      body(i);
    }
  }

  // The part at `index`; `indent` is what stands in front of its lines, `width` what they may take.
  std::string write(const Dims& index, const std::string& indent, Index width) const {
    const int axis = index.rank();
    if (axis == shape.rank()) return word(index);
    std::string text, line = indent;
    if (axis == shape.rank() - 1) {  // a row, wrapped where it is too long
      const auto add = [&](const std::string& item) {
        if (static_cast<Index>(line.size() + item.size()) > width - 1 &&
            line.size() > indent.size()) {
          text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
          line = indent;
        }
        line += item + " ";
      };
      for_each(
          axis, [&](Index i) { add(write(with(index, i), "", 0)); }, [&] { add("..."); });
      line.pop_back();
      text += line;
    } else {
      const std::string between(static_cast<std::size_t>(shape.rank() - axis - 1), '\n');
      for_each(
          axis,
          [&](Index i) {
            if (i > 0) text += between;
            text += indent + write(with(index, i), indent + " ", width - 1);
          },
          [&] { text += between + indent + "..."; });
    }
    return "[" + text.substr(indent.size()) + "]";
  }

  static Dims with(Dims index, Index next) {
    index.push_back(next);
    return index;
  }
};

template <class T>
std::function<std::string(T)> format_for(const std::vector<T>& shown, bool single,
                                         const PrintOptions& options) {
  if constexpr (std::is_floating_point_v<T>)
    return FloatFormat<T>(shown, options);
  else
    return WholeFormat<T>(shown, single);
}

}  // namespace

std::string to_string(const Array& array, const PrintOptions& options) {
  if (options.edgeitems < 1 || options.precision < 0)
    fail("to_string: edgeitems is ", options.edgeitems, " and precision ", options.precision,
         "; at least 1 and 0 are needed");
  if (array.numel() == 0) return "[]";
  const Array here = on_cpu(array);
  return with_type(array.dtype, "to_string", [&](auto type) {
    using T = decltype(type);
    const View<T> view(here);
    std::function<std::string(const Dims&)> word;
    const Brackets brackets{here.shape(), options, here.numel() > options.threshold, word};

    // Walk once for the elements that are shown, once more to write them.
    std::vector<T> shown;
    word = [&](const Dims& index) {
      shown.push_back(view.at(index));
      return std::string();
    };
    brackets.write({}, " ", options.linewidth);
    const auto format = format_for<T>(shown, here.rank() == 0, options);
    word = [&](const Dims& index) { return format(view.at(index)); };
    return brackets.write({}, " ", options.linewidth);
  });
}

std::ostream& operator<<(std::ostream& out, const Array& array) { return out << to_string(array); }

}  // namespace gradus
