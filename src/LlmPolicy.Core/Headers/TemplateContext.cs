using LlmPolicy.Exchanges;
using LlmPolicy.Http;

namespace LlmPolicy.Headers;

/// <summary>What a template may look at: the request as it stands, the route, and the answer once there is one.</summary>
internal readonly record struct TemplateContext(Exchange Exchange, string RouteName, TemplateAnswer? Answer = null);

/// <summary>An answer as its headers stand by now, and what is known of it.</summary>
internal sealed record TemplateAnswer(HeaderView Headers, AnswerFacts Facts);
