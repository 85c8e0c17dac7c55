// mistake: only-children
// region: modules/train
// message: only the children heard of it, not their children
training_ = on;
for (const auto& child : modules_) child.item->training_ = on;
