#include "picture.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace gradus::cuda_on_cpu {
namespace {

// The colours of Okabe and Ito, which colour-blind people can tell apart.
constexpr const char *kBlue = "#0072B2", *kOrange = "#E69F00", *kGrey = "#bbbbbb";
constexpr int kLanes = 32, kSector = 32, kWord = 4, kBanks = 32;
// Pixels.
constexpr double kLeft = 24, kWidth = 800, kLane = kWidth / kLanes;
constexpr double kHead = 34, kBar = 14, kBox = 18, kGap = 74, kPlace = 218;

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text)
    result += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return result;
}

class Picture {
 public:
  void box(double x, double y, double width, double height, const char* fill) {
    out_ << "<rect x='" << x << "' y='" << y << "' width='" << width << "' height='" << height
         << "' fill='" << fill << "' stroke='white'/>\n";
  }
  void line(double x1, double y1, double x2, double y2, const char* colour) {
    out_ << "<line x1='" << x1 << "' y1='" << y1 << "' x2='" << x2 << "' y2='" << y2 << "' stroke='"
         << colour << "'/>\n";
  }
  void text(double x, double y, const std::string& words, const char* style = "") {
    out_ << "<text x='" << x << "' y='" << y << "' " << style << '>' << escaped(words)
         << "</text>\n";
  }
  // In the middle of a box.
  void label(double x, double y, const std::string& words) {
    text(x, y, words, "text-anchor='middle' font-size='10'");
  }
  std::string finish(double height) const {
    std::ostringstream all;
    all << "<svg xmlns='http://www.w3.org/2000/svg' width='" << kWidth + 2 * kLeft << "' height='"
        << height << "' font-family='sans-serif' font-size='13'>\n"
        << "<rect width='100%' height='100%' fill='white'/>\n"
        << out_.str() << "</svg>\n";
    return all.str();
  }

 private:
  std::ostringstream out_;
};

double lane_middle(int lane) { return kLeft + (lane + 0.5) * kLane; }

void draw_lanes(Picture& picture, const Traffic& t, double y) {
  for (int lane = 0; lane < kLanes; ++lane) {
    picture.box(kLeft + lane * kLane, y, kLane, kBox, t.lanes[lane] < 0 ? "#eeeeee" : "#cfe6f5");
    picture.label(lane_middle(lane), y + 13, std::to_string(lane));
  }
}

// The sectors in their order, gaps left out; in each the part that was asked for.
void draw_sectors(Picture& picture, const Traffic& t, double top, double y) {
  std::set<std::int64_t> sectors;
  for (const std::int64_t place : t.lanes)
    for (auto byte = place; place >= 0 && byte < place + t.lane_bytes;
         byte = (byte / kSector + 1) * kSector)
      sectors.insert(byte / kSector);
  const double width = std::min(kWidth / static_cast<double>(sectors.size()), 4 * kLane);
  const double left = kLeft + (kWidth - width * static_cast<double>(sectors.size())) / 2;
  std::map<std::int64_t, double> begin;
  for (const std::int64_t sector : sectors) {
    const double x = left + width * static_cast<double>(begin.size());
    begin[sector] = x;
    picture.box(x, y, width, kBox, kGrey);
    if (width > 40) picture.label(x + width / 2, y + 32, "+" + std::to_string(sector * kSector));
  }
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::int64_t place = t.lanes[lane];
    if (place < 0) continue;
    const auto x_of = [&](std::int64_t byte) {
      return begin[byte / kSector] + width * static_cast<double>(byte % kSector) / kSector;
    };
    const double used = width * std::min<double>(t.lane_bytes, kSector) / kSector;
    picture.box(x_of(place), y, used, kBox, kBlue);
    picture.line(lane_middle(lane), top, x_of(place) + used / 2, y, "#00000088");
  }
}

// The banks, each with how many different words of it were asked for.
void draw_banks(Picture& picture, const Traffic& t, double top, double y) {
  std::set<std::int64_t> words[kBanks];
  for (const std::int64_t place : t.lanes)
    for (auto byte = place; place >= 0 && byte < place + t.lane_bytes; byte += kWord)
      words[byte / kWord % kBanks].insert(byte / kWord);
  // Wide accesses are served a part of the warp at a time.
  const std::size_t parts = t.lane_bytes <= 4 ? 1 : t.lane_bytes <= 8 ? 2 : 4;
  for (int bank = 0; bank < kBanks; ++bank) {
    const std::size_t count = words[bank].size();
    picture.box(kLeft + bank * kLane, y, kLane, kBox,
                count == 0       ? "#eeeeee"
                : count <= parts ? kBlue
                                 : kOrange);
    if (count > 0)
      picture.text(lane_middle(bank), y + 13, std::to_string(count),
                   "text-anchor='middle' font-size='10' fill='white' font-weight='bold'");
  }
  for (int lane = 0; lane < kLanes; ++lane)
    if (t.lanes[lane] >= 0)
      picture.line(lane_middle(lane), top,
                   lane_middle(static_cast<int>(t.lanes[lane] / kWord % kBanks)), y, "#00000088");
}

void draw_place(Picture& picture, const Traffic& t, bool shared, double most, double y) {
  const std::string unit = shared ? " turns" : " sectors";
  picture.text(kLeft, y + 14,
               t.place + (t.writes ? " writes " : " reads ") +
                   (shared ? "shared memory" : "global memory") + ", " + t.kernel,
               "font-weight='bold'");
  const double scale = kWidth / most;
  const auto moved = static_cast<double>(t.moved), least = static_cast<double>(t.least);
  picture.box(kLeft, y + 22, std::min(moved, least) * scale, kBar, kBlue);
  if (moved > least)
    picture.box(kLeft + least * scale, y + 22, (moved - least) * scale, kBar, kOrange);
  picture.text(kLeft, y + 52,
               std::to_string(t.requests) + " requests of a warp moved " + std::to_string(t.moved) +
                   unit + "; at least " + std::to_string(t.least) +
                   " are needed. The costliest request took " + std::to_string(t.most) + unit +
                   ":");
  if (t.lanes.empty()) return;
  const double lanes = y + 62, below = lanes + kBox + kGap;
  draw_lanes(picture, t, lanes);
  if (shared)
    draw_banks(picture, t, lanes + kBox, below);
  else
    draw_sectors(picture, t, lanes + kBox, below);
}

}  // namespace

std::string picture_of(const std::vector<Traffic>& global, const std::vector<Traffic>& shared) {
  Picture picture;
  picture.text(kLeft, 22,
               "Above: the lanes of a warp. Below: sectors of 32 bytes of global memory, "
               "or the 32 banks of shared memory and how many words each gave.");
  double y = kHead;
  for (const bool is_shared : {false, true}) {
    const auto& places = is_shared ? shared : global;
    double most = 1;
    for (const Traffic& t : places)
      most = std::max(most, static_cast<double>(std::max(t.moved, t.least)));
    for (const Traffic& t : places) {
      draw_place(picture, t, is_shared, most, y);
      y += kPlace;
    }
  }
  return picture.finish(y);
}

}  // namespace gradus::cuda_on_cpu
