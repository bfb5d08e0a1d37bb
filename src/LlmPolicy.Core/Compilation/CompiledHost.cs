using LlmPolicy.Evaluation;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>A virtual host, compiled, and what it goes by.</summary>
/// <param name="Source">What the manifest says of it; the options that it refers to are in it.</param>
/// <param name="Policy">The compiled form.</param>
/// <param name="Routes">Its routes, in the order in which they are tried.</param>
internal sealed record CompiledHost(VirtualHost Source, VirtualHostPolicy Policy, IReadOnlyList<CompiledRoute> Routes);
