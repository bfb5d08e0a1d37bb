namespace LlmPolicy.Hosting;

/// <summary>Marks an endpoint that is for operators alone, by the app's own authorization.</summary>
/// <param name="Does">What it shows or changes, in words.</param>
/// <param name="Mapped">The call that maps it.</param>
internal sealed record ForOperators(string Does, string Mapped);
