using static OnnxPool.Conformance.AxisFacts;

namespace OnnxPool.Conformance;

/// <summary>The factors of operators with windows that are about their axes. The levels of each exclude one another.</summary>
static class WindowFactors
{
    /// <summary>kernel_shape, for pooling also against the input.</summary>
    public static SweepFactor Kernel(bool unpool)
    {
        AxisDemand inside = unpool ? default : new AxisDemand(None: KernelAboveInput, SomeNot: KernelIsInput);
        List<SweepLevel> levels =
        [
            OfAxes("1", inside & new AxisDemand(None: KernelFrom2)),
            OfAxes("2", inside & new AxisDemand(All: KernelFrom2, None: KernelFrom3)),
            OfAxes("3", inside & new AxisDemand(All: KernelFrom3, None: KernelFrom4)),
            OfAxes("4-and-more", inside & new AxisDemand(All: KernelFrom4)),
            OfAxes(
                "not-square",
                inside & new AxisDemand(Some: KernelFrom2, SomeNot: KernelFrom2),
                inside & new AxisDemand(Some: KernelFrom3, SomeNot: KernelFrom3),
                inside & new AxisDemand(Some: KernelFrom4, SomeNot: KernelFrom4)),
        ];
        if (!unpool)
        {
            levels.Add(OfAxes("the-input", new AxisDemand(All: KernelIsInput)));
            levels.Add(OfAxes("above-input", new AxisDemand(Some: KernelAboveInput)));
        }
        return new SweepFactor("kernel_shape", [.. levels.Select(l => l with { Write = d => d.Set("kernel_shape", a => a.Kernel) })]);
    }

    /// <summary>strides against the kernel.</summary>
    public static SweepFactor Strides() => Attribute("strides", d => d.Set("strides", a => a.Stride),
        new AxisDemand(None: Strided),
        OfAxes("1", new AxisDemand(None: Strided)),
        OfAxes("kernel", new AxisDemand(None: StrideBelowKernel | StrideAboveKernel, Some: Strided)),
        OfAxes("below-kernel", new AxisDemand(All: StrideBelowKernel, Some: Strided)),
        OfAxes("above-kernel", new AxisDemand(All: StrideAboveKernel)),
        OfAxes(
            "mixed",
            new AxisDemand(Some: Strided | StrideBelowKernel, SomeNot: StrideBelowKernel),
            new AxisDemand(Some: Strided | StrideAboveKernel, SomeNot: StrideAboveKernel)));

    /// <summary>dilations.</summary>
    public static SweepFactor Dilations() => Attribute("dilations", d => d.Set("dilations", a => a.Dilation),
        new AxisDemand(None: Dilated),
        OfAxes("1", new AxisDemand(None: Dilated)),
        OfAxes("2-and-more", new AxisDemand(All: Dilated)),
        OfAxes("mixed", new AxisDemand(Some: Dilated, SomeNot: Dilated)));

    /// <summary>pads: which sides have them, and whether they reach the kernel.</summary>
    public static SweepFactor Pads()
    {
        var below = new AxisDemand(None: PadReachesKernel);
        SweepFactor pads = Attribute(
            "pads", d => d.Set("pads", AttributeValue.Of([.. d.Axes.Select(a => a.PadBegin), .. d.Axes.Select(a => a.PadEnd)])),
            new AxisDemand(None: PadAtBegin | PadAtEnd),
            OfAxes("0", new AxisDemand(None: PadAtBegin | PadAtEnd)),
            OfAxes("symmetrical", below & new AxisDemand(All: PadsEqual, Some: PadAtBegin)),
            OfAxes("begin", below & new AxisDemand(Some: PadAtBegin, None: PadAtEnd)),
            OfAxes("end", below & new AxisDemand(Some: PadAtEnd, None: PadAtBegin)),
            OfAxes("asymmetrical", below & new AxisDemand(SomeNot: PadsEqual, Some: PadAtBegin | PadAtEnd)),
            OfAxes("reach-kernel", new AxisDemand(Some: PadReachesKernel)));
        // Axes of SAME_* have their settled padding, which is no attribute.
        return pads with
        {
            Levels = [.. pads.Levels.Select(l => l.Name == "0" ? l with { Write = d => d.Set("pads", AttributeValue.Of(new long[2 * d.Axes.Count])) } : l)],
        };
    }

    /// <summary>auto_pad.</summary>
    public static SweepFactor AutoPad()
    {
        var isExplicit = new AxisDemand(None: Same);
        var isSame = new AxisDemand(All: Same);
        return new SweepFactor("auto_pad",
        [
            new SweepLevel(Absent, p => p.Find("auto_pad") is null) { Axes = [isExplicit] },
            Is("NOTSET", isExplicit), Is("VALID", isExplicit), Is("SAME_UPPER", isSame), Is("SAME_LOWER", isSame),
        ]);

        static SweepLevel Is(string value, AxisDemand axes) => new(value, p => p.Find("auto_pad")?.String == value)
        {
            Axes = [axes],
            Write = d => d.Set("auto_pad", AttributeValue.Of(value)),
        };
    }

    /// <summary>ceil_mode.</summary>
    public static SweepFactor CeilMode()
    {
        SweepFactor flag = PlainFactors.Flag("ceil_mode");
        return flag with
        {
            Levels = [.. flag.Levels.Select(l => l with { Axes = [l.Name == "1" ? new AxisDemand(All: Ceil) : new AxisDemand(None: Ceil)] })],
        };
    }

    /// <summary>Where the last window ends, and what SAME_* pads: the sizes at which implementations differ.</summary>
    public static SweepFactor Sizes()
    {
        var some = new AxisDemand(None: NoWindow, SomeNot: ExtentIsInput);
        AxisDemand isExplicit = some & new AxisDemand(None: Same | LastWindowDropped);
        AxisDemand isSame = some & new AxisDemand(All: Same, None: TotalNegative);
        return new SweepFactor("sizes",
        [
            OfAxes(
                "plain",
                isExplicit & new AxisDemand(SomeNot: OnTheEdge | OneOver | OneShort),
                isSame & new AxisDemand(Some: TotalOdd, SomeNot: TotalOdd),
                isSame & new AxisDemand(None: TotalPositive)),
            OfAxes("on-the-edge", isExplicit & new AxisDemand(All: OnTheEdge)),
            OfAxes("one-over", isExplicit & new AxisDemand(All: OneOver)),
            OfAxes("one-short", isExplicit & new AxisDemand(All: OneShort, SomeNot: OneOver)),
            OfAxes("window-is-input", new AxisDemand(None: NoWindow, All: ExtentIsInput)),
            OfAxes("last-dropped", some & new AxisDemand(None: Same, Some: LastWindowDropped)),
            OfAxes("odd-total", isSame & new AxisDemand(All: TotalOdd)),
            OfAxes("even-total", isSame & new AxisDemand(None: TotalOdd, Some: TotalPositive)),
            OfAxes("skips-input", some & new AxisDemand(All: Same, Some: TotalNegative)),
            OfAxes("no-window", new AxisDemand(Some: NoWindow)) with { Masks = true },
        ]);
    }

    /// <summary>The level of an attribute that is absent.</summary>
    public const string Absent = "absent";

    static SweepLevel OfAxes(string name, params AxisDemand[] axes) => new(name, _ => true) { Axes = axes };

    static SweepFactor Attribute(string name, Action<ProblemDraft> write, AxisDemand absent, params IEnumerable<SweepLevel> present) => new(name,
    [
        new SweepLevel(Absent, p => p.Find(name) is null) { Axes = [absent] },
        .. present.Select(l => l with { Is = p => p.Find(name) is not null, Write = write }),
    ]);
}
