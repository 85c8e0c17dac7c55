#include <gradus/common/files.h>
#include <gradus/cuda_on_cpu/trace.h>

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "picture.h"
#include "tracer.h"

namespace gradus::cuda_on_cpu {
namespace {

Traffic sum(const std::vector<Traffic>& places) {
  Traffic total;
  for (const Traffic& place : places) {
    total.requests += place.requests;
    total.moved += place.moved;
    total.least += place.least;
    total.most = std::max(total.most, place.most);
  }
  return total;
}

void add_lines(std::ostringstream& out, const std::vector<Traffic>& places, const char* unit) {
  for (const Traffic& t : places)
    out << "  " << std::left << std::setw(24) << t.place << (t.writes ? "writes " : "reads  ")
        << std::right << std::setw(8) << t.requests << " requests " << std::setw(8) << t.moved
        << ' ' << unit << ", at least " << t.least << ", at most " << t.most << " a request"
        << (t.moved > t.least ? "   <--" : "") << '\n';
}

}  // namespace

Trace::Trace() {
  Tracer& tracer = Tracer::only();
  if (tracer.counting++ == 0) tracer.counts.clear();
}

Trace::~Trace() { --Tracer::only().counting; }

Traffic Trace::global() const { return sum(global_places()); }
Traffic Trace::shared() const { return sum(shared_places()); }

std::vector<Traffic> Trace::global_places() const { return Tracer::only().counts.places(false); }
std::vector<Traffic> Trace::shared_places() const { return Tracer::only().counts.places(true); }

std::string Trace::report() const {
  std::ostringstream out;
  out << "global memory, in sectors of 32 bytes:\n";
  add_lines(out, global_places(), "sectors");
  out << "shared memory, in turns of its 32 banks:\n";
  add_lines(out, shared_places(), "turns");
  return out.str();
}

void Trace::draw(const std::string& path) const {
  write_file(path, picture_of(global_places(), shared_places()));
}

}  // namespace gradus::cuda_on_cpu
