namespace OnnxPool.Training;

/// <summary>Gradients of MatMul and Gemm.</summary>
static class MatrixProducts
{
    /// <summary>dA = dY·Bᵀ, dB = Aᵀ·dY, summed over the batch axes that were broadcast; a vector is a matrix of one row or column (as in numpy).</summary>
    public static void MatMul(NodeGradient n)
    {
        (int ranksA, int ranksB) = (n.Rank(0), n.Rank(1));
        if (ranksA == 2 && ranksB == 2) Matrices(n);
        else if (ranksA > 2 && ranksB == 2 && n.In(1).Shape is { } shape) Stacked(n, ranksA, shape);
        else Batches(n, ranksA, ranksB);
    }

    /// <summary>Y = alpha·A'·B' + beta·C, where A' is A or, with transA, its transpose.</summary>
    public static void Gemm(NodeGradient n)
    {
        bool a = n.Int("transA", 0) != 0, b = n.Int("transB", 0) != 0;
        float alpha = n.Float("alpha", 1), beta = n.Float("beta", 1);
        if (n.Needs(0)) n.Give(0, a ? Product(n, n.X(1), n.DY, b, true, alpha) : Product(n, n.DY, n.X(1), false, !b, alpha));
        if (n.Needs(1)) n.Give(1, b ? Product(n, n.DY, n.X(0), true, a, alpha) : Product(n, n.X(0), n.DY, !a, false, alpha));
        if (n.Needs(2))
        {
            string sum = n.Unbroadcast(n.DY, 2);
            n.Give(2, beta == 1 ? sum : n.Graph.Mul(sum, n.Scalar(beta)));
        }
    }

    static void Matrices(NodeGradient n)
    {
        if (n.Needs(0)) n.Give(0, Product(n, n.DY, n.X(1), false, true, 1));
        if (n.Needs(1)) n.Give(1, Product(n, n.X(0), n.DY, true, false, 1));
    }

    // Many matrices times one: the rows of all of them are those of one tall matrix.
    static void Stacked(NodeGradient n, int rank, long[] b)
    {
        if (n.Needs(0)) n.Give(0, n.Graph.MatMul(n.DY, n.Graph.Transpose(n.X(1), 1, 0)));
        if (!n.Needs(1)) return;
        string rows = n.Graph.Node("Reshape", [n.X(0), n.Graph.Ints(-1, b[0])]);
        string gradients = n.Graph.Node("Reshape", [n.DY, n.Graph.Ints(-1, b[1])]);
        n.Give(1, Product(n, rows, gradients, true, false, 1));
    }

    static void Batches(NodeGradient n, int rankA, int rankB)
    {
        GraphWriter graph = n.Graph;
        string a = rankA == 1 ? graph.Unsqueeze(n.X(0), 0) : n.X(0);
        string b = rankB == 1 ? graph.Unsqueeze(n.X(1), 1) : n.X(1);
        string dy = n.DY;
        if (rankB == 1) dy = graph.Unsqueeze(dy, -1);
        if (rankA == 1) dy = graph.Unsqueeze(dy, -2);
        int rank = Math.Max(Math.Max(rankA, rankB), 2);
        if (n.Needs(0))
        {
            string full = graph.MatMul(dy, Transposed(graph, b, Math.Max(rankB, 2)));
            if (rankA == 1) full = graph.Squeeze(full, -2);
            n.Give(0, n.Unbroadcast(full, Full(n, 0, rank), 0));
        }
        if (n.Needs(1))
        {
            string full = graph.MatMul(Transposed(graph, a, Math.Max(rankA, 2)), dy);
            if (rankB == 1) full = graph.Squeeze(full, -1);
            n.Give(1, n.Unbroadcast(full, Full(n, 1, rank), 1));
        }
    }

    // Dimensions of an operand's gradient before the sum: the batch axes of the result, then its own last ones.
    static Dimension[]? Full(NodeGradient n, int operand, int rank)
    {
        if (n.In(operand).Dimensions is not { } dimensions) return null;
        if (rank == 2) return [.. dimensions];
        return n.Out().Dimensions is { } result ? [.. result.Take(rank - 2), .. dimensions.TakeLast(2)] : null;
    }

    static string Transposed(GraphWriter graph, string x, int rank) =>
        graph.Transpose(x, [.. Enumerable.Range(0, rank - 2).Select(a => (long)a), rank - 1, rank - 2]);

    static string Product(NodeGradient n, string a, string b, bool transA, bool transB, float alpha)
    {
        List<(string, AttributeValue)> attributes = [];
        if (transA) attributes.Add(("transA", AttributeValue.Of(1)));
        if (transB) attributes.Add(("transB", AttributeValue.Of(1)));
        if (alpha != 1) attributes.Add(("alpha", AttributeValue.Of(alpha)));
        return n.Graph.Node("Gemm", [a, b], [.. attributes]);
    }
}
