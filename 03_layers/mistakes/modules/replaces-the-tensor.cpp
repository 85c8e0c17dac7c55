// mistake: replaces-the-tensor
// region: modules/load
// message: the values must be copied into the memory that is there
const Tensor fresh(run(ops::copy, {&from}, CopyAttributes{to.dtype}));
for (const NamedModule& part : named_modules())
  for (auto* list : {&part.module->parameters_, &part.module->buffers_})
    for (auto& entry : *list)
      if (join(part.path, entry.name) == name) *entry.item = fresh;
