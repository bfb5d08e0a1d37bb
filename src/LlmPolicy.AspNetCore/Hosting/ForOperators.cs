namespace LlmPolicy.Hosting;

/// <summary>Marks an endpoint that is for operators alone, by the app's own authorization.</summary>
internal sealed class ForOperators;
