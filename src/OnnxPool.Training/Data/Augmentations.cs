namespace OnnxPool.Training;

/// <summary>Usual values of <see cref="FitOptions.Augment"/>: examples that are a little different in every epoch, so that few of them teach more.</summary>
public static class Augmentations
{
    /// <summary>Moves each image by a random number of pixels along each of its last two axes; what comes in from outside is 0.</summary>
    /// <param name="pixels">How far at most, in either direction.</param>
    /// <exception cref="InvalidPoolingException">Fewer than 0 pixels.</exception>
    public static Func<Examples, Random, Examples> Shift(int pixels)
    {
        if (pixels < 0) throw new InvalidPoolingException("shift", $"{pixels}", "0 or more");
        return (batch, random) => new Examples(Shifted(batch.Inputs, pixels, random), batch.Labels);
    }

    static Tensor Shifted(Tensor images, int pixels, Random random)
    {
        if (images.Shape.Length < 3) throw new InvalidPoolingException("shift", $"inputs of shape {Shapes.Format(images.Shape)}", "images, which have two axes behind the batch or more");
        int width = images.Type.BitsPerElement() / 8;
        (int rows, int columns) = ((int)images.Shape[^2], (int)images.Shape[^1]);
        int plane = rows * columns * width, example = images.Bytes.Length / (int)images.Shape[0];
        var shifted = new Tensor(images.Type, images.Shape);
        for (int at = 0; at < images.Bytes.Length; at += example)
        {
            (int down, int right) = (random.Next(-pixels, pixels + 1), random.Next(-pixels, pixels + 1));
            int length = Math.Max(0, columns - Math.Abs(right)) * width;
            for (int place = at; place < at + example; place += plane)
            {
                for (int row = Math.Max(0, down); row < Math.Min(rows, rows + down) && length > 0; row++)
                {
                    images.Bytes.Slice(place + ((((row - down) * columns) + Math.Max(0, -right)) * width), length)
                        .CopyTo(shifted.Bytes[(place + (((row * columns) + Math.Max(0, right)) * width))..]);
                }
            }
        }
        return shifted;
    }
}
