using LlmPolicy.Evaluation;

namespace LlmPolicy.Headers;

/// <summary>What a template may look at: the request as it stands, the route, and the response once there is one.</summary>
internal readonly record struct TemplateContext(Exchange Exchange, string RouteName, HeaderView? Response = null, int StatusCode = 0);
