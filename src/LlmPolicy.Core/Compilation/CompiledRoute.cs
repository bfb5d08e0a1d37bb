using LlmPolicy.Evaluation;
using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary>A route after delegation, and compiled.</summary>
/// <param name="Source">What the manifest says of it; what it inherited and refers to is in it.</param>
/// <param name="Guards">What guards it.</param>
/// <param name="Policy">The compiled form; null where its action can't be compiled, which is reported.</param>
internal sealed record CompiledRoute(Route Source, RouteGuards Guards, RoutePolicy? Policy);
