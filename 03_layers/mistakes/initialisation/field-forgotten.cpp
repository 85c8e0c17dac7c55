// mistake: field-forgotten
// region: initialisation/fans
// message: the field of 3 x 2 is missing
return {shape[1], shape[0]};
