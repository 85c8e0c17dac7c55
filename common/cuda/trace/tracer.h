#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "../src/observer.h"
#include "counts.h"
#include "races.h"

namespace gradus::cuda_on_cpu {

/// Watches every access of traced kernels: finds races, reads of what nobody wrote, and accesses to
/// memory that is not theirs; counts, while a Trace lives.
class Tracer : public Observer {
 public:
  Tracer();

  /// A thread of a kernel is about to do this.
  void access(const Access& access);
  /// Code that is no kernel is about to do this with device memory, which a GPU keeps to itself.
  void host_access(const Access& access);

  void launch_begins(const Grid& grid) override;
  void launch_ends(const Grid& grid) override;
  void block_begins(Block& block) override;
  void block_ends(Block& block) override;
  void thread_done(Block&, int) override {}
  void barrier(Block& block) override;
  void warp_sync(Block& block, int first, unsigned lanes, bool all) override;
  void fence(Block& block) override;
  void copy_begins(Block& block, AsyncCopy& copy) override;
  void copy_ends(Block& block, const AsyncCopy& copy) override;
  void memory_came(void* begin, std::size_t bytes) override;
  void memory_written(void* begin, std::size_t bytes) override;
  void memory_went(void* begin) override;
  void piece_came(void* begin, std::size_t bytes) override;
  void piece_went(void* begin) override;

  Counts counts;
  int counting = 0;

  /// The one of the program.
  static Tracer& only();

 private:
  // A piece of device memory.
  struct Region {
    const char* begin;
    std::size_t bytes;
    Shadow shadow;
    std::vector<std::uint8_t> written = {};  // by byte
    // Of a block that an allocator divides: the bytes of the pieces in use, by where they begin.
    bool divided = false;
    std::map<std::size_t, std::size_t> pieces = {};
  };

  void shared_access(Block& block, const Access& access);
  void global_access(Block& block, Region& region, const Access& access);
  [[noreturn]] void foreign_access(Block& block, const Access& access);
  std::string foreign(const Block& block, const Access& access) const;
  template <class Name>
  void check_race(Block& block, Shadow& shadow, std::size_t offset, const Access& access,
                  std::uint32_t oldest, const Name& name);
  Region* region_of(const void* place);
  std::uint32_t code_number(const void* code);
  // Two places in the code that race; or one, and kUnwritten.
  using Finding = std::pair<std::uint32_t, std::uint32_t>;
  static constexpr std::uint32_t kUnwritten = ~std::uint32_t{0};
  // Keeps the first message of a finding.
  void find(const Finding& key, const std::string& message);
  std::string who(const Block& block, int thread) const;

  std::map<const char*, Region> regions_;
  Region* last_region_ = nullptr;
  Shadow shared_shadow_;
  // By byte: the block that wrote it; kUnderWay: a copy to it is under way.
  static constexpr std::uint32_t kUnderWay = ~std::uint32_t{0};
  std::vector<std::uint32_t> shared_written_;

  std::uint32_t block_ = 0, interval_ = 0, first_block_ = 1;
  std::vector<std::uint16_t> warp_intervals_;  // of each thread
  std::set<std::uint32_t> fenced_;             // blocks that made their writes known
  std::vector<uint3> block_indices_;           // of the launch, in order

  std::unordered_map<const void*, std::uint32_t> code_numbers_;
  std::vector<const void*> codes_;
  std::map<Finding, std::string> findings_;
};

}  // namespace gradus::cuda_on_cpu
