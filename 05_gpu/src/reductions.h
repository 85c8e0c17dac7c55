#pragma once

namespace gradus::cuda {

// What register_reductions() consists of; each in a file of its own, since nvcc takes its time.
void register_extremes();
void register_places();
void register_cumsum();
void register_topk();
void register_total_norm();

}  // namespace gradus::cuda
