// mistake: result-dropped
// region: in-place-and-hooks/run-hook
// message: what the hooks gave back is not what went on
      const Tensor replacement = (*hook.call)(gradient);
      if (replacement.defined()) check_replacement(replacement, gradient);
