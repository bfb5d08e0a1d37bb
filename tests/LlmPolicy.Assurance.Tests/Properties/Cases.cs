using System.Globalization;
using System.Runtime.CompilerServices;
using CsCheck;

namespace LlmPolicy.Assurance.Properties;

/// <summary>Tries a property on many cases: a few seconds' worth, or as many as <c>LLMPOLICY_ASSURANCE</c> says.</summary>
internal static class Cases
{
    /// <summary>How many the cheapest properties are tried on where the variable says nothing; a dearer one is tried on its share of what it says.</summary>
    private const long Short = 10_000;

    private static readonly long Wanted = long.Parse(Environment.GetEnvironmentVariable("LLMPOLICY_ASSURANCE") is { Length: > 0 } said ? said : $"{Short}", CultureInfo.InvariantCulture);

    /// <summary>How many cases there are, of a property that has so many in a short run.</summary>
    public static long Of(long inShort) => Math.Max(inShort, inShort * Wanted / Short);

    /// <summary>Holds a property against cases by chance. One that fails is made smaller, and told with the line that brings it back.</summary>
    /// <param name="gen">Makes the cases.</param>
    /// <param name="property">Throws where it does not hold.</param>
    /// <param name="inShort">How many cases a short run has.</param>
    /// <param name="threads">How many threads try them.</param>
    public static void Hold<T>(this Gen<T> gen, Action<T> property, long inShort, int threads = 2)
    {
        try
        {
            gen.Sample(property, iter: Of(inShort), threads: threads, print: static one => Print(one));
        }
        catch (CsCheckException failed)
        {
            Assert.Fail($"{Again(failed.Message)}\n{failed.Message}\n{failed.InnerException}");
        }
    }

    private static string Print(object? value) => value switch
    {
        ITuple parts => string.Join("\n", Enumerable.Range(0, parts.Length).Select(i => Print(parts[i]))),
        Array items => $"[{string.Join("; ", items.Cast<object?>().Select(Print))}]",
        _ => $"{value}",
    };

    private static string Again(string message)
    {
        string seed = message.Split('"') is [_, var quoted, ..] ? quoted : "?";
        var method = TestContext.Current.TestMethod;
        return $"again: CsCheck_Seed={seed} dotnet bin/Release/net10.0/LlmPolicy.Assurance.Tests.dll -method {method?.TestClass.TestClassName}.{method?.MethodName}";
    }
}
