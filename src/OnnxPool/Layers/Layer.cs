namespace OnnxPool.Layers;

/// <summary>A step of a network that remembers its last forward call, so that the backward call needs only what comes from behind.</summary>
/// <remarks>
/// <para>For teaching and prototypes: layers in a list run forward in order and back in reverse. The operators themselves, such as
/// <see cref="MaxPool"/>, remember nothing. One caller at a time: a layer has one memory.</para>
/// <para>A layer of one's own derives from this, and gives its computation and the text of it.</para>
/// </remarks>
public abstract class Layer
{
    Memory? _memory;

    /// <summary>Computes Y, and holds what <see cref="Backward"/> needs in place of what an earlier call held.</summary>
    /// <remarks>What is held does not change with X: the caller may overwrite X before the backward call. A call that fails holds nothing.</remarks>
    /// <param name="x">X.</param>
    /// <exception cref="InvalidPoolingException">A shape or an element type that the layer does not take.</exception>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Forget();
        (Tensor y, Func<Tensor, Tensor> gradient) = Compute(x);
        _memory = new Memory(y.Type, y.Shape.ToArray(), gradient);
        return y;
    }

    /// <summary>The gradient of X of the last <see cref="Forward"/>; may be called again for another dY.</summary>
    /// <param name="dY">Gradient of Y, of Y's shape and type.</param>
    /// <returns>Of X's shape and type.</returns>
    /// <exception cref="InvalidPoolingException">
    /// Nothing is held; dY has another shape or type than Y; or that type is not float, double, float16 or bfloat16.
    /// </exception>
    public Tensor Backward(Tensor dY)
    {
        ArgumentNullException.ThrowIfNull(dY);
        Memory memory = _memory ?? Throw.Invalid<Memory>($"Backward of {this}", "nothing held", "a call of Forward before it");
        if (!TypeSets.FloatsAndBFloat16.Contains(memory.Type))
        {
            string allowed = string.Join(", ", TypeSets.FloatsAndBFloat16.Select(t => t.Name()));
            Throw.Invalid($"element type in Backward of {this}", memory.Type.Name(), allowed);
        }
        if (dY.Type != memory.Type) Throw.Invalid("element type of dY", dY.Type.Name(), $"{memory.Type.Name()}, the type of Y");
        GradientCall.RequireShape("dY", dY, memory.Shape);
        return memory.Gradient(dY);
    }

    /// <summary>Lets go of what the last <see cref="Forward"/> holds, as after a forward call that is not trained on.</summary>
    public void Forget() => _memory = null;

    /// <summary>Computes Y, and the function that gives dX for dY.</summary>
    /// <remarks>
    /// The function gets only dY of Y's shape and type. It holds what it uses; of X no more than a copy, since the caller may overwrite X.
    /// </remarks>
    /// <param name="x">X.</param>
    protected abstract (Tensor Y, Func<Tensor, Tensor> Gradient) Compute(Tensor x);

    /// <summary>The layer as one writes it down: its name, then what is not the default.</summary>
    public abstract override string ToString();

    sealed record Memory(ElementType Type, long[] Shape, Func<Tensor, Tensor> Gradient);
}
