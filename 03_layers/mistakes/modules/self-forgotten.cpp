// mistake: self-forgotten
// region: modules/collect
// message: nobody was entered at all
for (const auto& child : modules_) child.item->collect_modules(join(path, child.name), found);
