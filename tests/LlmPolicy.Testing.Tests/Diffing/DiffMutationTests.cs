using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>No edit that lets more through is called equal: every such edit of every field, made on 50 policies.</summary>
public sealed class DiffMutationTests
{
    private const int Policies = 50;

    [Fact]
    public void Every_field_of_the_schema_says_which_edits_of_it_loosen_or_why_none_does()
    {
        string[] known = [.. Loosenings.Edits.Keys, .. Loosenings.None.Keys];

        SchemaFields.All.Except(known).ShouldBeEmpty();
        known.Except(SchemaFields.All).ShouldBeEmpty();
    }

    [Fact]
    public void A_policy_is_equal_to_itself_written_in_another_order()
    {
        foreach (int policy in Enumerable.Range(0, Policies))
        {
            var documents = SamplePolicies.Of(policy);
            PolicyDiff.Compare([SamplePolicies.Write("old.yaml", documents)], [SamplePolicies.Write("new.yaml", documents.Reverse().Select(Reversed))], Lab.Now).ShouldBeEmpty($"policy {policy}");
        }
    }

    [Fact]
    public void No_edit_that_loosens_is_called_equal()
    {
        ConcurrentBag<DiffOutcome> outcomes = [];
        Parallel.ForEach(Enumerable.Range(0, Policies), policy =>
        {
            var documents = SamplePolicies.Of(policy);
            PolicyVersion old = new(new TestManifests([SamplePolicies.Write("old.yaml", documents)], ThrowAwayKeys.Shared(), PolicyTestsReader.DefaultOptions));
            foreach (var mutant in Mutants.Of(documents, policy))
            {
                try
                {
                    outcomes.Add(new DiffOutcome(mutant.Key, mutant.Edit, policy, PolicyDiff.Compare(old, [mutant.File], Lab.Now)));
                }
                catch (PolicyTestException)
                {
                    // An edit that does not load lets nothing through.
                }
            }
        });

        outcomes.Where(o => o.IsEqual).Select(o => o.ToString()).ShouldBeEmpty();
        DiffOutcomes table = new([.. outcomes]);
        TestContext.Current.TestOutputHelper?.WriteLine(table.Summary);
        Loosenings.Edits.SelectMany(e => e.Value, (e, edit) => (e.Key, edit.Name)).Except(table.Edits).ShouldBeEmpty("edits that no policy has had");
        // Where it lets more through, that is told or said to be undecided, not only that something is refused now.
        table.NeverLoosening.ShouldBeEmpty();
        table.ShouldBeDocumented();
    }

    private static JsonObject Reversed(JsonObject o) => new(o.Reverse().Select(entry => KeyValuePair.Create(entry.Key, entry.Value switch
    {
        JsonObject inner => Reversed(inner),
        JsonArray list => new JsonArray([.. list.Select(item => item is JsonObject inner ? Reversed(inner) : item?.DeepClone())]),
        var other => other?.DeepClone(),
    })));
}
