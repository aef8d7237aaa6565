using System.Reflection;
using BenchmarkDotNet.Running;

namespace EdgeVL.Benchmarks.Micro;

/// <summary>Bytes that a benchmark's own thread allocates; the measuring process allocates on others meanwhile.</summary>
internal static class Allocation
{
    private const int Warm = 5;
    private const int Calls = 50;

    /// <summary>Bytes of <see cref="Calls"/> calls together.</summary>
    public static long Of(Descriptor benchmark)
    {
        object subject = Activator.CreateInstance(benchmark.Type)!;
        benchmark.GlobalSetupMethod?.Invoke(subject, null);
        Action call = CallOf(benchmark.WorkloadMethod, subject);
        Repeat(call, Warm);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(call, Calls);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Action CallOf(MethodInfo method, object subject)
    {
        if (method.ReturnType == typeof(int))
        {
            Func<int> whole = method.CreateDelegate<Func<int>>(subject);
            return () => whole();
        }

        if (method.ReturnType == typeof(double))
        {
            Func<double> number = method.CreateDelegate<Func<double>>(subject);
            return () => number();
        }

        return method.CreateDelegate<Action>(subject);
    }

    private static void Repeat(Action call, int times)
    {
        for (int i = 0; i < times; i++)
        {
            call();
        }
    }
}
