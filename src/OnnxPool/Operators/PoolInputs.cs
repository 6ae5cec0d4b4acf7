namespace OnnxPool;

/// <summary>Checks on the inputs of operators that have several.</summary>
static class PoolInputs
{
    /// <summary>The shape that the input X_shape holds.</summary>
    /// <exception cref="InvalidPoolingException">Not a list of 64-bit integers, or a negative dimension.</exception>
    public static long[] Shape(InputFacts shape)
    {
        RequireInt64("X_shape", shape);
        if (shape.Shape.Length != 1) Throw.Invalid("X_shape", $"a tensor of shape {Shapes.Format(shape.Shape)}", "one dimension");
        long[] dims = shape.Values ?? throw new ArgumentException("the elements of X_shape are missing", nameof(shape));
        _ = Shapes.ElementCount(dims, "X_shape");
        return dims;
    }

    /// <summary>X, of the type of dY.</summary>
    /// <exception cref="InvalidPoolingException">Another type.</exception>
    public static InputFacts OfType(string name, InputFacts input, InputFacts dy)
    {
        if (input.Type != dy.Type) Throw.Invalid($"element type of {name}", input.Type.Name(), $"{dy.Type.Name()}, the type of dY");
        return input;
    }

    /// <summary>Checks the forward result, which the kernels do not need: winners and norms of X itself are exact, Y was rounded.</summary>
    /// <exception cref="InvalidPoolingException">Another type or shape than the forward operator gives.</exception>
    public static void RequireResult(InputFacts? y, InputFacts dy, PoolGeometry geometry)
    {
        if (y is null) return;
        OfType("Y", y, dy);
        GradientCall.RequireShape("Y", y.Shape, geometry.OutputShape);
    }

    /// <exception cref="InvalidPoolingException">Another type than int64.</exception>
    public static void RequireInt64(string name, InputFacts input)
    {
        if (input.Type != ElementType.Int64) Throw.Invalid($"element type of {name}", input.Type.Name(), ElementType.Int64.Name());
    }
}
