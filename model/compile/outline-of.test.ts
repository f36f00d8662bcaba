import { planOfTexts } from '../../test/support/scenario-texts';

describe('the outline of a plan', () => {
  it('tells the waves that a service waits for, and who may let a feed go on', () => {
    const plan = planOfTexts({});

    expect(plan.plan.outline.wavesBefore).toEqual({
      'enable/login': [['restore/feed-a/w1']],
      'enable/search': [['restore/feed-b/w1']],
      'enable/shop': [['restore/feed-a/w1'], ['restore/feed-b/w1']],
    });
    expect(plan.plan.outline.resumeRoles).toEqual(['operator', 'commander']);
  });
});
