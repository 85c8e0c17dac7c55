#pragma once
#include <string>
#include <vector>

namespace gradus {

/// How many letters must be inserted, removed, replaced or swapped with their neighbour to make
/// one word of the other (Damerau 1964).
int edit_distance(const std::string& a, const std::string& b);

/// The candidate nearest to a mistyped word; empty when none is near enough to be meant.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace gradus
