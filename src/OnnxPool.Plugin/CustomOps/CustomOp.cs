using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>An operator of domain ai.onnxpool for one element type, as ONNX Runtime asks for it; it makes one of several with the same name.</summary>
/// <param name="operation">The operator.</param>
/// <param name="type">The element type of its data; undefined for any.</param>
sealed unsafe class CustomOp(PoolOperator operation, ElementType type)
{
    // OrtCustomOpInputOutputCharacteristic: INPUT_OUTPUT_REQUIRED, INPUT_OUTPUT_OPTIONAL.
    const int Required = 0;
    const int Optional = 1;

    readonly OperatorVersion _version = operation.Versions[^1];

    public PoolOperator Operator => operation;

    public OperatorVersion Version => _version;

    /// <summary>All of the domain.</summary>
    public static IEnumerable<CustomOp> All => OperatorTable.Own.SelectMany(operation => IsOfAnyType(operation)
        ? [new CustomOp(operation, ElementType.Undefined)]
        : operation.Versions[^1].Types.Select(type => new CustomOp(operation, type)));

    /// <summary>The operator at a table.</summary>
    public static CustomOp At(CustomOpTable* table) => (CustomOp)GCHandle.FromIntPtr(table->Handle).Target!;

    public ElementType InputType(int index) => _version.Inputs[index] is "I" or "Indices" or "X_shape" or "output_shape" ? ElementType.Int64 : type;

    public ElementType OutputType(int index) => index == 0 ? type : ElementType.Int64;

    public int InputCharacteristic(int index) => index < _version.RequiredInputs ? Required : Optional;

    public static int OutputCharacteristic(int index) => index == 0 ? Required : Optional;

    /// <summary>The shape of every output; null where it is not known before the node is called.</summary>
    public long[]? InferShape(OrtApi api, nint context)
    {
        // What the elements of a shape say, only a call knows.
        if (_version.SizedInput < 0 || (_version.ShapeInput >= 0 && api.InferredInput(context, _version.ShapeInput) is not null)) return null;
        if (api.InferredInput(context, _version.SizedInput)?.Shape is not { } shape || shape.AsSpan().ContainsAnyInRange(long.MinValue, -1)) return null;
        try
        {
            return operation.Bind(OperatorTable.OwnVersion, new AttributeReader(KernelAttributes.Infer(api, context))).OutputShape(shape);
        }
        catch (PoolingException)
        {
            // The kernel says it with the name of the node, which is not known here.
            return null;
        }
    }

    // Its elements are moved as they are, whatever their type.
    static bool IsOfAnyType(PoolOperator operation) => operation.Versions[^1].Types.Count == TypesOfFlatten.Count;

    static IReadOnlyList<ElementType> TypesOfFlatten => Flatten.Operator.Versions[^1].Types;
}
