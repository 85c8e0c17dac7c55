#include <gradus/common/error.h>

namespace gradus {

NotImplemented::NotImplemented(const std::string& region)
    : std::logic_error("not implemented: " + region) {}

void not_implemented(const char* region) { throw NotImplemented(region); }

}  // namespace gradus
