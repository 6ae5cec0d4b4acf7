using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool.Plugin;

/// <summary>A node of a session: its attributes read, its plans by the shapes that it has met. Any number of threads may call it at a time.</summary>
sealed unsafe class NodeKernel
{
    // Types and shapes of the inputs of nearly all nodes fit.
    const int CommonKey = 48;

    readonly OrtApi _api;
    readonly PoolNode _node;
    readonly KernelThreads _threads;
    readonly NodeRecord? _record;
    // Operator and name, for messages.
    readonly string _label;
    readonly int _inputs;
    readonly int _outputs;
    readonly PlanCache _plans = new();
    // The version's own numbers, found once.
    readonly int _shapeInput;
    readonly int _positionsInput;
    readonly int _forwardInput;

    NodeKernel(OrtApi api, PoolNode node, OperatorVersion version, int inputs, int outputs, NodeSettings settings, string name, ElementType type)
    {
        _api = api;
        _node = node;
        _inputs = inputs;
        _outputs = outputs;
        _threads = settings.Threads;
        _record = settings.Statistics?.Add(name, version, type);
        _label = $"{version} node '{name}'";
        (_shapeInput, _positionsInput, _forwardInput) = (node.Version.ShapeInput, node.Version.PositionsInput, node.Version.ForwardInput);
    }

    /// <summary>Makes the kernel of a node, and checks what can be checked before it is called.</summary>
    /// <param name="api">The session's interface.</param>
    /// <param name="info">The node's OrtKernelInfo.</param>
    /// <param name="operation">The operator.</param>
    /// <param name="opset">The version of its domain that the node means.</param>
    /// <param name="settings">Whose threads and statistics.</param>
    /// <exception cref="PoolingException">An attribute, type, rank or shape that the operator does not take.</exception>
    public static NodeKernel Create(OrtApi api, nint info, PoolOperator operation, int opset, NodeSettings settings)
    {
        PoolNode node = operation.Bind(opset, new AttributeReader(KernelAttributes.Read(api, info)));
        (ElementType type, _) = api.GetInputType(info, 0) ?? (ElementType.Undefined, null);
        if (type == ElementType.String)
            throw new UnsupportedPoolingException("element type", "string", "numbers: texts of ONNX Runtime have a form of their own");
        if (type != ElementType.Undefined) node.Version.Require(type);
        if (node.Version.SizedInput is >= 0 and var sized && api.GetInputType(info, sized)?.Shape is { } shape)
        {
            node.Check(shape.Length);
            if (!shape.AsSpan().ContainsAnyInRange(long.MinValue, -1)) _ = node.OutputShape(shape);
        }
        int inputs = Math.Min(api.GetInputCount(info), node.Version.Inputs.Count);
        return new NodeKernel(api, node, operation.VersionAt(opset), inputs, api.GetOutputCount(info), settings, api.GetNodeName(info), type);
    }

    /// <summary>A call of a node from C.</summary>
    /// <param name="handle">A handle of the kernel.</param>
    /// <param name="context">The call's OrtKernelContext.</param>
    /// <returns>The status.</returns>
    public static nint Call(nint handle, nint context)
    {
        var self = Unsafe.As<NodeKernel>(GCHandle.FromIntPtr(handle).Target!);
        try
        {
            Border.Enter(nameof(Compute));
            self.Compute(context);
            return 0;
        }
        catch (Exception e)
        {
            return Border.Status(self._api, e, self._label);
        }
    }

    /// <summary>Computes the outputs of a call; on shapes met before nothing is allocated.</summary>
    /// <param name="context">The call's OrtKernelContext.</param>
    /// <exception cref="PoolingException">Inputs that do not fit together or to the attributes.</exception>
    /// <exception cref="OrtException">ONNX Runtime fails.</exception>
    [SkipLocalsInit]
    void Compute(nint context)
    {
        long start = _record is null ? 0 : Stopwatch.GetTimestamp();
        Span<Input> inputs = stackalloc Input[4];
        inputs = inputs[.._inputs];
        int length = Read(context, inputs);
        Span<long> key = length <= CommonKey ? stackalloc long[CommonKey] : new long[length];
        key = key[..length];
        Write(inputs, key);
        SettledPlan plan = _plans.Find(key) ?? Settle(inputs, key);
        Run(context, plan, inputs);
        _record?.Note(Stopwatch.GetTimestamp() - start);
    }

    /// <summary>Finds the inputs of a call.</summary>
    /// <returns>How long a key they need.</returns>
    int Read(nint context, Span<Input> inputs)
    {
        int length = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            ref Input input = ref inputs[i];
            input = default;
            length++;
            nint value = _api.GetInput(context, i);
            if (value == 0) continue;
            (input.Type, nint dims, input.Rank) = _api.GetTypeAndShape(value);
            input.Dims = (long*)dims;
            input.Data = (byte*)_api.GetData(value);
            length += input.Rank;
            if (i != _shapeInput) continue;
            // Checked when it is settled; here only so far as it is read.
            if (input.Type == ElementType.Int64 && input.Rank == 1) input.Values = checked((int)*input.Dims);
            length += input.Values;
        }
        return length;
    }

    static void Write(ReadOnlySpan<Input> inputs, Span<long> key)
    {
        int at = 0;
        foreach (ref readonly Input input in inputs)
        {
            key[at++] = ((long)input.Type << 32) | (uint)input.Rank;
            input.Shape.CopyTo(key[at..]);
            at += input.Rank;
            input.Elements.CopyTo(key[at..]);
            at += input.Values;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    SettledPlan Settle(ReadOnlySpan<Input> inputs, ReadOnlySpan<long> key)
    {
        var facts = new InputFacts?[inputs.Length];
        var bytes = new int[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Type == ElementType.Undefined) continue;
            facts[i] = new InputFacts(inputs[i].Type, inputs[i].Shape.ToArray()) { Values = i == _shapeInput ? inputs[i].Elements.ToArray() : null };
            bytes[i] = inputs[i].Type.ByteCount(Shapes.ElementCount(inputs[i].Shape));
        }
        PoolPlan plan = _node.Plan(facts);
        long count = Shapes.ElementCount(plan.OutputShape);
        var settled = new SettledPlan(key.ToArray(), plan, bytes, inputs[0].Type.ByteCount(count), _outputs > 1 ? ElementType.Int64.ByteCount(count) / sizeof(long) : (int)count);
        _plans.Add(settled);
        return settled;
    }

    void Run(nint context, SettledPlan plan, ReadOnlySpan<Input> inputs)
    {
        ReadOnlySpan<long> shape = plan.Plan.OutputShape;
        nint output = _api.GetOutput(context, 0, shape);
        nint second = _outputs > 1 ? _api.GetOutput(context, 1, shape) : 0;
        var result = (byte*)_api.GetData(output);
        // Flatten, where its output is its input.
        if (result == inputs[0].Data && plan.OutputBytes > 0) return;
        var threads = new RuntimeThreads(_api, context);
        RuntimeThreads.Lend(&threads, _threads);
        try
        {
            plan.Plan.Run(new PoolBuffers
            {
                Data = new(inputs[0].Data, plan.InputBytes[0]),
                Input = BytesOf(plan, inputs, _forwardInput),
                Positions = MemoryMarshal.Cast<byte, long>(BytesOf(plan, inputs, _positionsInput)),
                Result = new(result, plan.OutputBytes),
                Indices = second == 0 ? [] : new((long*)_api.GetData(second), plan.OutputCount),
            });
        }
        finally
        {
            RuntimeThreads.TakeBack();
        }
    }

    static ReadOnlySpan<byte> BytesOf(SettledPlan plan, ReadOnlySpan<Input> inputs, int index) =>
        (uint)index < (uint)inputs.Length ? new(inputs[index].Data, plan.InputBytes[index]) : [];

    struct Input
    {
        public ElementType Type;
        public int Rank;
        public int Values;
        public long* Dims;
        public byte* Data;

        public readonly ReadOnlySpan<long> Shape => new(Dims, Rank);

        public readonly ReadOnlySpan<long> Elements => new(Data, Values);
    }
}
