using LlmPolicy.Conformance.Suites;

namespace LlmPolicy.Conformance.Runners;

/// <summary>A loaded group. Cases are put to it one at a time.</summary>
internal interface IGroupRun : IAsyncDisposable
{
    Task<Answer> AnswerAsync(SuiteCase recorded);
}
