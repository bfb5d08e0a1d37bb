
namespace LlmPolicy.Assurance.Pipelines;

/// <summary>How a request finds the policy arranged: one host has them all, and the request's own header says which one is its.</summary>
/// <param name="HasGuard">Whether <c>UseLlmPolicy</c> stands between the two middleware.</param>
/// <param name="HasScheme">Whether <c>AddAuthentication().AddLlmPolicy()</c> decides, before all middleware unless one of them authenticates.</param>
/// <param name="IsRoutedEarly">Whether <c>UseRouting</c> stands in front of all middleware, as WebApplication puts it, or behind it.</param>
internal readonly record struct Arrangement(bool HasGuard, bool HasScheme, bool IsRoutedEarly)
{
    public const string Header = "x-arrangement";

    public static IReadOnlyList<Arrangement> All { get; } =
    [
        .. from guard in (bool[])[true, false] from scheme in (bool[])[false, true] from early in (bool[])[true, false] select new Arrangement(guard, scheme, early),
    ];

    /// <summary>What a request asks for; none that does not.</summary>
    public static Arrangement Of(HttpContext context) =>
        context.Request.Headers[Header].ToString() is [var guard, var scheme, var routing] ? new(guard == 'g', scheme == 's', routing == 'e') : default;

    /// <summary>The header's value.</summary>
    public string Code => $"{(HasGuard ? 'g' : '-')}{(HasScheme ? 's' : '-')}{(IsRoutedEarly ? 'e' : 'l')}";
}
