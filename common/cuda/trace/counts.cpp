#include "counts.h"

#include <algorithm>
#include <set>

#include "places.h"

namespace gradus::cuda_on_cpu {
namespace {

constexpr std::uintptr_t kSector = 32, kWord = 4, kBanks = 32;

template <class T>
int distinct(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return static_cast<int>(values.size());
}

}  // namespace

void Counts::note(const Block& block, int thread, const Access& access, bool shared) {
  const Key key{access.code, thread / 32, shared, access.kind != Kind::kRead};
  Open& open = open_[key];
  const int lane = thread & 31;
  const std::uint32_t pass = open.passes[lane]++;
  if (pass < open.first) return;
  while (open.first + open.requests.size() <= pass) open.requests.emplace_back();
  Request& request = open.requests[pass - open.first];
  request.lanes |= 1u << lane;
  request.bytes = static_cast<std::uint8_t>(access.bytes);
  request.place[lane] = reinterpret_cast<std::uintptr_t>(access.place);
  const int lanes = std::min(32, block.size() - thread / 32 * 32);
  const std::uint32_t all = lanes == 32 ? ~0u : (1u << lanes) - 1;
  while (!open.requests.empty() && open.requests.front().lanes == all) {
    count(block, key, open.requests.front());
    open.requests.pop_front();
    ++open.first;
  }
}

void Counts::end_block(const Block& block) {
  for (auto& [key, open] : open_)
    for (const Request& request : open.requests)
      if (request.lanes != 0) count(block, key, request);
  open_.clear();
}

void Counts::clear() {
  open_.clear();
  done_.clear();
}

void Counts::keep_lanes(Traffic& traffic, const Request& request) {
  std::uintptr_t lowest = ~std::uintptr_t{0};
  for (int lane = 0; lane < 32; ++lane)
    if (request.lanes >> lane & 1) lowest = std::min(lowest, request.place[lane]);
  lowest = lowest / 128 * 128;
  traffic.lane_bytes = request.bytes;
  traffic.lanes.assign(32, -1);
  for (int lane = 0; lane < 32; ++lane)
    if (request.lanes >> lane & 1)
      traffic.lanes[lane] = static_cast<std::int64_t>(request.place[lane] - lowest);
}

void Counts::count(const Block& block, const Key& key, const Request& request) {
  Traffic& traffic = done_[{block.grid().kernel, key.code, key.shared, key.writes}];
  const int before = traffic.most;
  int moved = 0, least = 0;
  if (!key.shared) {
    std::vector<std::uintptr_t> sectors, places;
    for (int lane = 0; lane < 32; ++lane) {
      if ((request.lanes >> lane & 1) == 0) continue;
      places.push_back(request.place[lane]);
      for (auto byte = request.place[lane]; byte < request.place[lane] + request.bytes;
           byte = (byte / kSector + 1) * kSector)
        sectors.push_back(byte / kSector);
    }
    moved = distinct(sectors);
    least = (distinct(places) * request.bytes + static_cast<int>(kSector) - 1) /
            static_cast<int>(kSector);
  } else {
    // A turn serves at most one word a bank, so 8-byte accesses go by half warps and 16-byte ones
    // by quarters.
    const int group = request.bytes <= 4 ? 32 : request.bytes <= 8 ? 16 : 8;
    for (int first = 0; first < 32; first += group) {
      std::vector<std::uintptr_t> words;
      for (int lane = first; lane < first + group; ++lane)
        if (request.lanes >> lane & 1)
          for (auto byte = request.place[lane]; byte < request.place[lane] + request.bytes;
               byte = (byte / kWord + 1) * kWord)
            words.push_back(byte / kWord);
      if (words.empty()) continue;
      distinct(words);
      int turns[kBanks] = {};
      for (const std::uintptr_t word : words) ++turns[word % kBanks];
      const int most = *std::max_element(turns, turns + kBanks);
      traffic.most = std::max(traffic.most, most);
      moved += most;
      ++least;
    }
  }
  ++traffic.requests;
  traffic.moved += moved;
  traffic.least += least;
  if (!key.shared) traffic.most = std::max(traffic.most, moved);
  if (traffic.most > before) keep_lanes(traffic, request);
}

std::vector<Traffic> Counts::places(bool shared) const {
  std::vector<const void*> code;
  for (const auto& [where, traffic] : done_) code.push_back(std::get<1>(where));
  const std::vector<std::string> names = places_of(code);
  std::map<std::tuple<std::string, std::string, bool>, Traffic> merged;
  std::size_t i = 0;
  for (const auto& [where, traffic] : done_) {
    const auto& [kernel, address, is_shared, writes] = where;
    const std::string& place = names[i++];
    if (is_shared != shared) continue;
    Traffic& sum = merged[{kernel, place, writes}];
    sum.kernel = kernel;
    sum.place = place;
    sum.writes = writes;
    sum.requests += traffic.requests;
    sum.moved += traffic.moved;
    sum.least += traffic.least;
    if (traffic.most <= sum.most) continue;
    sum.most = traffic.most;
    sum.lane_bytes = traffic.lane_bytes;
    sum.lanes = traffic.lanes;
  }
  std::vector<Traffic> result;
  for (auto& [where, traffic] : merged) result.push_back(traffic);
  return result;
}

}  // namespace gradus::cuda_on_cpu
