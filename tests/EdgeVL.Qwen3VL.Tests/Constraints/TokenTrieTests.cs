using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Constraints.Vocabularies;
using EdgeVL.Qwen3VL.Tests.Constraints.Support;

namespace EdgeVL.Qwen3VL.Tests.Constraints;

public class TokenTrieTests
{
    [Fact]
    public void The_published_vocabulary_has_as_many_nodes_as_it_has_beginnings_of_tokens()
    {
        TokenTrie trie = TestVocabularies.Published.Trie;
        Assert.Equal(333_009, trie.Count - 1);
        Assert.Equal(151_643, trie.Tokens.Count());
        Assert.Equal(145_451, TestVocabularies.Published.Body.CountOf(int.MaxValue));
        Assert.Equal(136_936, TestVocabularies.Published.Body.CountOf(10));
        Assert.Equal(145_271, TestVocabularies.Published.Body.CountOf(30));
        Assert.Equal(128, TestVocabularies.Published.LongestToken);
        Assert.InRange(TestVocabularies.Published.Trie.Size + TestVocabularies.Published.Remainder.Size, 3_000_000, 3_100_000);
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("published")]
    public void Every_token_lies_at_the_end_of_its_bytes(string vocabularyName)
    {
        ConstraintVocabulary vocabulary = TestVocabularies.Find(vocabularyName);
        TokenTrie trie = vocabulary.Trie;
        foreach (int token in trie.Tokens.Where(static (_, index) => index % 7 == 0))
        {
            int node = 0;
            foreach (byte value in vocabulary.TextOf(token))
            {
                node = trie.Child(node, value);
                Assert.NotEqual(0, node);
            }

            Assert.Equal(token, trie.TokenAt(node));
            Assert.Equal(vocabulary.TextOf(token).Length, trie.Depths[node]);
        }
    }

    [Fact]
    public void A_subtree_is_a_stretch_of_deeper_nodes()
    {
        TokenTrie trie = TestVocabularies.Nano.Trie;
        for (int node = 1; node < trie.Count; node++)
        {
            int end = trie.Ends[node];
            Assert.All(Enumerable.Range(node + 1, end - node - 1), inside => Assert.True(trie.Depths[inside] > trie.Depths[node]));
            Assert.True(end == trie.Count || trie.Depths[end] <= trie.Depths[node]);
        }
    }
}
