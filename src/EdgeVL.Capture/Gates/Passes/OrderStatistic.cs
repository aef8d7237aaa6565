namespace EdgeVL.Capture.Gates.Passes;

/// <summary>Finds the k-th smallest without sorting all (Hoare 1961).</summary>
internal static class OrderStatistic
{
    /// <summary>The value that a sort would put at <paramref name="rank"/>, from 0; the order of the values is lost.</summary>
    public static int Select(Span<int> values, int rank)
    {
        int left = 0,
            right = values.Length - 1;
        while (left < right)
        {
            int pivot = values[left + ((right - left) / 2)],
                low = left,
                high = right;
            while (low <= high)
            {
                while (values[low] < pivot)
                {
                    low++;
                }

                while (values[high] > pivot)
                {
                    high--;
                }

                if (low <= high)
                {
                    (values[low], values[high]) = (values[high], values[low]);
                    low++;
                    high--;
                }
            }

            if (rank <= high)
            {
                right = high;
            }
            else if (rank >= low)
            {
                left = low;
            }
            else
            {
                break;
            }
        }

        return values[rank];
    }
}
