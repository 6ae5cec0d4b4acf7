using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxPool;

/// <content>Along rows that keep their length: all rows of a tile are one, in which what a tap takes from the row beside is masked.</content>
ref partial struct TileWalk<T, L, TV, TJob>
{
    /// <summary>A row, and a register that goes on with the next one.</summary>
    readonly int MaskLength => _plan.Columns + TV.Count;

    /// <summary>For each tap the columns for which it is real: all bits of a lane, or none.</summary>
    readonly void FormMasks()
    {
        PoolAxis axis = _geometry.RowAxis;
        Span<byte> bytes = MemoryMarshal.AsBytes(_masks.AsSpan(0, _kernel * MaskLength));
        int size = Unsafe.SizeOf<L>();
        for (int j = 0; j < _kernel; j++)
        {
            for (int i = 0; i < MaskLength; i++)
            {
                long column = (i % axis.Output) - axis.PadBegin + (j * axis.Dilation);
                bytes.Slice(((j * MaskLength) + i) * size, size).Fill(column >= 0 && column < axis.Input ? byte.MaxValue : (byte)0);
            }
        }
    }

    readonly bool AlongSameWidth(in Part part, ref L lanes)
    {
        bool isSpoilt = false;
        (int from, int to) = TJob.DependsOnRow ? Whole(part) : (0, part.Rows);
        for (int row = 0; row < part.Rows;)
        {
            int rows = row == from && to > from ? to - from : 1;
            _job.BeginRow(part.Row + row, _taps.Of(part.Row + row, _offsets).Length);
            int first = row * _plan.Columns, count = rows * _plan.Columns;
            ref L source = ref Unsafe.Subtract(ref Unsafe.Add(ref lanes, first), (int)_geometry.RowAxis.PadBegin);
            Span<T> target = part.Y[first..];
            // The last register may hang over what is written afterwards.
            int whole = Math.Min(Rounded(count), target.Length / TV.Count * TV.Count);
            ref T to0 = ref MemoryMarshal.GetReference(target);
            ref L masks = ref MemoryMarshal.GetArrayDataReference(_masks);
            isSpoilt |= _kernel == 3 ? Masked3(in source, in masks, ref to0, whole) : Masked(in source, in masks, ref to0, whole);
            if (whole < count) isSpoilt |= MaskedEdge(in source, in masks, target, whole, count);
            row += rows;
        }
        return isSpoilt;
    }

    readonly bool Masked3(ref readonly L source, ref readonly L masks, ref T target, int count)
    {
        TV seen = default;
        var empty = TV.Create(TJob.Empty);
        ref L second = ref Unsafe.Add(ref Unsafe.AsRef(in source), _dilation);
        ref L third = ref Unsafe.Add(ref second, _dilation);
        ref L secondMask = ref Unsafe.Add(ref Unsafe.AsRef(in masks), MaskLength);
        ref L thirdMask = ref Unsafe.Add(ref secondMask, MaskLength);
        int columns = _plan.Columns;
        bool isCentered = _dilation == (int)_geometry.RowAxis.PadBegin;
        for (int i = 0, column = 0; i < count; i += TV.Count, column += TV.Count)
        {
            if (column >= columns) column = columns >= TV.Count ? column - columns : column % columns;
            TV middle = At(in second, i);
            if (!isCentered) middle = TV.Select(At(in secondMask, column), middle, empty);
            TV value = TJob.Combine(TV.Select(At(in masks, column), At(in source, i), empty), middle);
            value = TJob.Combine(value, TV.Select(At(in thirdMask, column), At(in third, i), empty));
            seen = _job.Write(seen, value, column, ref Unsafe.Add(ref target, i));
        }
        return TJob.IsSpoilt(seen);
    }

    readonly bool Masked(ref readonly L source, ref readonly L masks, ref T target, int count)
    {
        TV seen = default;
        int columns = _plan.Columns;
        for (int i = 0, column = 0; i < count; i += TV.Count, column += TV.Count)
        {
            if (column >= columns) column = columns >= TV.Count ? column - columns : column % columns;
            seen = _job.Write(seen, MaskedWindow(in source, in masks, i, column), column, ref Unsafe.Add(ref target, i));
        }
        return TJob.IsSpoilt(seen);
    }

    readonly bool MaskedEdge(ref readonly L source, ref readonly L masks, Span<T> target, int from, int count)
    {
        int column = from % _plan.Columns;
        return TJob.IsSpoilt(WriteEdge(default, MaskedWindow(in source, in masks, from, column), column, target[from..count]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly TV MaskedWindow(ref readonly L source, ref readonly L masks, int i, int column)
    {
        var empty = TV.Create(TJob.Empty);
        TV value = TV.Select(At(in masks, column), At(in source, i), empty);
        for (int j = 1; j < _kernel; j++)
            value = TJob.Combine(value, TV.Select(At(in masks, (j * MaskLength) + column), At(in source, i + (j * _dilation)), empty));
        return value;
    }
}
