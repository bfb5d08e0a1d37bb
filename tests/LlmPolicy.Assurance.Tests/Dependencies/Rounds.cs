using System.Globalization;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>How often something is done: short by default, longer by <c>LLMPOLICY_ASSURANCE</c>, a factor here.</summary>
internal static class Rounds
{
    private const int MostFactor = 100;

    public static int Of(int few) =>
        few * (int.TryParse(Environment.GetEnvironmentVariable("LLMPOLICY_ASSURANCE"), CultureInfo.InvariantCulture, out int factor) ? Math.Clamp(factor, 1, MostFactor) : 1);
}
