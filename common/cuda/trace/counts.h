#pragma once
#include <gradus/cuda_on_cpu/trace.h>

#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>

#include "access.h"

namespace gradus::cuda_on_cpu {

/// Puts the accesses of the lanes of a warp together to requests, and counts what these move.
class Counts {
 public:
  /// Notes one lane's access. Atomic ones count as writes.
  void note(const Block& block, int thread, const Access& access, bool shared);
  /// The block is over: what lanes did alone counts too.
  void end_block(const Block& block);
  void clear();

  /// Place by place.
  std::vector<Traffic> places(bool shared) const;

 private:
  struct Request {
    std::uint32_t lanes = 0;
    std::uint8_t bytes = 0;
    std::uintptr_t place[32];
  };
  // The requests of one warp at one place in the code that still wait for lanes.
  struct Open {
    std::uint32_t passes[32] = {};
    std::uint32_t first = 0;  // the number of the first request that waits
    std::deque<Request> requests;
  };
  struct Key {
    const void* code;
    int warp;
    bool shared, writes;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return std::hash<const void*>()(key.code) * 31 + key.warp * 4 + key.shared * 2 + key.writes;
    }
  };
  using Where = std::tuple<std::string, const void*, bool, bool>;  // kernel, code, shared, writes

  static void keep_lanes(Traffic& traffic, const Request& request);
  void count(const Block& block, const Key& key, const Request& request);

  std::unordered_map<Key, Open, Hash> open_;
  std::map<Where, Traffic> done_;
};

}  // namespace gradus::cuda_on_cpu
