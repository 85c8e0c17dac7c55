// mistake: part-not-normalised
// region: data/part
// message: the part forgot its normalisation
  return {images_.with(views::slice(images_.layout, 0, begin, end)),
          labels_.with(views::slice(labels_.layout, 0, begin, end)), classes_, Normalization{}};
